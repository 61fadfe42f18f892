import {SettingError} from './errors.ts';
import {fold} from './fold.ts';
import type {Identity} from './identity.ts';
import type {Mapping} from './mapping.ts';
import {didYouMean} from './nearest.ts';
import type {Overrides} from './settings.ts';
import {compileValue, type CompiledValue} from './value.ts';

/** Overrides of one target's attributes. */
export interface CompiledOverrides {
	readonly needsGroups: boolean;
	/** What stands for one person, by attribute; undefined where nothing does. */
	of(person: Identity): ReadonlyMap<string, CompiledValue> | undefined;
}

/** Names that can be overridden without being an attribute: the built-in match key. */
const builtIn: readonly string[] = ['email'];

/**
Compiles the overrides as far as they are of these attributes. Who is meant is told by e-mail (folded) or Slack id; where several stand for one person, the id wins, the present one over those of earlier Slack accounts.

@throws a `SettingError` for an override of a secret (it would be in the config for all to see) and for two that mean the same person.
*/
export const compileOverrides = (overrides: Overrides, names: ReadonlySet<string>, secretNames: ReadonlySet<string>): CompiledOverrides => {
	const byId = new Map<string, ReadonlyMap<string, CompiledValue>>();
	const byEmail = new Map<string, ReadonlyMap<string, CompiledValue>>();
	for (const [who, values] of Object.entries(overrides)) {
		const path = ['overrides', who];
		const [people, key] = who.includes('@') ? [byEmail, fold(who.trim())] : [byId, who.trim()];
		if (people.has(key)) throw new SettingError(path, `${who} stands in the overrides twice`);
		const compiled = new Map<string, CompiledValue>();
		for (const [name, value] of Object.entries(values)) {
			if (secretNames.has(name))
				throw new SettingError([...path, name], `${name} is a secret, and a secret cannot be overridden`, {
					hint: 'Set it in the target itself; what stands here can be read by everybody who reads the config',
				});
			if (names.has(name) || builtIn.includes(name)) compiled.set(name, compileValue(value, [...path, name]));
		}
		people.set(key, compiled);
	}

	return {
		needsGroups: [...byId.values(), ...byEmail.values()].some(values => [...values.values()].some(({needsGroups}) => needsGroups)),
		of({slackId, earlierIds, email}) {
			if (byId.size + byEmail.size === 0) return undefined;
			const found = [
				email === undefined ? undefined : byEmail.get(fold(email)),
				...earlierIds.map(id => byId.get(id)),
				byId.get(slackId),
			].filter(values => values !== undefined);
			return found.length > 1 ? new Map(found.flatMap(values => [...values])) : found[0];
		},
	};
};

/**
Refuses overrides that no target would ever look at: a name that is an attribute of none of the mappings.

Apart from {@link compileMapping}, because overrides are for all targets, and an attribute of one is unknown to the others.
*/
export const checkOverrides = (overrides: Overrides, mappings: readonly Pick<Mapping, 'names'>[]): void => {
	const known = [...new Set([...builtIn, ...mappings.flatMap(({names}) => names)])].toSorted();
	for (const [who, values] of Object.entries(overrides)) {
		for (const name of Object.keys(values)) {
			if (!known.includes(name))
				throw new SettingError(['overrides', who, name], `no target has an attribute ${name}${didYouMean(name, known)}`, {
					hint: `Attributes are ${known.join(', ')}`,
				});
		}
	}
};
