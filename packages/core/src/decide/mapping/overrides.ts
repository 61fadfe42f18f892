import {SettingError} from '../../model/errors.ts';
import type {Identity} from '../../model/identity.ts';
import {key, keyOf, type Key} from '../../model/key.ts';
import type {Mapping} from './mapping.ts';
import {didYouMean} from '../../model/nearest.ts';
import {overrideNames, type Overrides} from '../../model/settings.ts';
import {compileValue, type CompiledValue} from './value.ts';

/** Overrides of one target's attributes. */
export interface CompiledOverrides {
	readonly needsGroups: boolean;
	/** What stands for one person, by attribute; undefined where nothing does. */
	of(person: Identity): ReadonlyMap<string, CompiledValue> | undefined;
	/** Id of the account of a target that is this person's. */
	account(person: Identity, target: string): string | undefined;
}

type Override = Overrides[string];

/** What the config gives one person. */
interface Given {
	readonly values: ReadonlyMap<string, CompiledValue>;
	readonly account: Override['account'];
}

const isReserved = (name: string): boolean => overrideNames.some(reserved => reserved === name);

/** Names that can be overridden without being an attribute: the built-in match key. */
const builtIn: readonly string[] = ['email'];

/**
Compiles the overrides as far as they are of these attributes. Who is meant is told by e-mail (folded) or Slack id; where several stand for one person, the id wins, the present one over those of earlier Slack accounts.

@throws a `SettingError` for an override of a secret (it would be in the config for all to see) and for two that mean the same person.
*/
export const compileOverrides = (overrides: Overrides, names: ReadonlySet<string>, secretNames: ReadonlySet<string>): CompiledOverrides => {
	const byId = new Map<string, Given>();
	const byEmail = new Map<Key, Given>();
	for (const [who, values] of Object.entries(overrides)) {
		const path = ['overrides', who];
		const [id, email] = who.includes('@') ? [undefined, key(who.trim())] : [who.trim(), undefined];
		if (id === undefined ? byEmail.has(email) : byId.has(id)) throw new SettingError(path, `${who} stands in the overrides twice`);
		const compiled = new Map<string, CompiledValue>();
		for (const [name, value] of Object.entries(values)) {
			if (isReserved(name)) {
				if (names.has(name))
					throw new SettingError([...path, name], `${name} of an override is no attribute, and this target has an attribute ${name}`, {
						hint: 'An attribute of that name cannot be overridden; give it rules instead',
					});
				continue;
			}
			if (secretNames.has(name))
				throw new SettingError([...path, name], `${name} is a secret, and a secret cannot be overridden`, {
					hint: 'Set it in the target itself; what stands here can be read by everybody who reads the config',
				});
			if (value !== undefined && (names.has(name) || builtIn.includes(name))) compiled.set(name, compileValue(value, [...path, name]));
		}
		const given = {values: compiled, account: values.account};
		if (id === undefined) byEmail.set(email, given);
		else byId.set(id, given);
	}

	const all = [...byId.values(), ...byEmail.values()];
	/** What is given for a person, the strongest last. */
	const givenFor = ({slackId, earlierIds, email}: Identity): readonly Given[] => {
		if (all.length === 0) return all;
		const emailKey = keyOf(email);
		return [emailKey && byEmail.get(emailKey), ...earlierIds.map(id => byId.get(id)), byId.get(slackId)].filter(
			given => given !== undefined,
		);
	};
	return {
		needsGroups: all.some(({values}) => [...values.values()].some(({needsGroups}) => needsGroups)),
		of(person) {
			const found = givenFor(person);
			return found.length > 1 ? new Map(found.flatMap(({values}) => [...values])) : found[0]?.values;
		},
		account: (person, target) =>
			givenFor(person)
				.flatMap(({account}) => accountOf(account, target) ?? [])
				.at(-1),
	};
};

/** The deactivated members who are a person, by the Slack id or e-mail of that person. */
export const sameAsOf = (overrides: Overrides): ReadonlyMap<string, readonly string[]> =>
	new Map(Object.entries(overrides).flatMap(([who, {sameAs}]) => (sameAs === undefined ? [] : [[who.trim(), [sameAs].flat()] as const])));

const accountOf = (given: Override['account'], target: string): string | undefined => {
	const id = typeof given !== 'object' ? given : Object.hasOwn(given, target) ? given[target] : undefined;
	return id === undefined ? undefined : String(id);
};

/**
Refuses overrides that no target would ever look at: a name that is an attribute of none of the mappings.

Apart from {@link compileMapping}, because overrides are for all targets, and an attribute of one is unknown to the others.
*/
export const checkOverrides = (overrides: Overrides, mappings: readonly Pick<Mapping, 'names'>[]): void => {
	const known = [...new Set([...builtIn, ...mappings.flatMap(({names}) => names)])].toSorted();
	for (const [who, values] of Object.entries(overrides)) {
		for (const name of Object.keys(values)) {
			if (!known.includes(name) && !isReserved(name))
				throw new SettingError(['overrides', who, name], `no target has an attribute ${name}${didYouMean(name, known)}`, {
					hint: `Attributes are ${known.join(', ')}`,
				});
		}
	}
};
