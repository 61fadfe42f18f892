import {compileAttribute} from './attribute.ts';
import type {Identity} from '../../model/identity.ts';
import {textsIn, type Json} from '../../model/json.ts';
import {compileOverrides, sameAsOf} from './overrides.ts';
import type {AttributeSetting, Overrides} from '../../model/settings.ts';

/** What the mapping says of one person: attribute values by name. A name that is missing is not managed for this person; null means clear. */
export interface Mapped {
	/** Compared with the account and brought in line. */
	readonly managed: Record<string, Json>;
	/** Sent once, with a create. Secrets are not among them. */
	readonly onCreate: Record<string, Json>;
}

/** A target's `attributes`, compiled. All functions are pure but `secrets`. */
export interface Mapping {
	/** Names of the attributes that are managed, compared ones only, sorted. */
	readonly attributes: readonly string[];
	/** Names of all attributes that a create may send, secrets included, sorted. */
	readonly names: readonly string[];
	/** Names of the secrets, sorted. */
	readonly secretNames: readonly string[];
	/** Some rule or template asks for user groups. */
	readonly needsGroups: boolean;
	/** Handles of the user groups that its rules name. */
	readonly groupHandles?: readonly string[];
	/** Where an account shows its e-mail: the key `email`, and attributes whose value is the person's e-mail. */
	readonly emailNames: readonly string[];
	/** Those of them that are given at creation only: accounts must show them, although they are never compared. */
	readonly shown: readonly string[];
	/** Managed attributes that are made of the e-mail, alone or with more, as a login of its local part. */
	readonly ofEmail: readonly string[];
	/** By the Slack id or e-mail of a person: the deactivated members who are that person, by their Slack ids (`sameAs` of the overrides). */
	readonly sameAs: ReadonlyMap<string, readonly string[]>;
	/** Secrets that are generated: nobody knows them. */
	readonly generatesSecrets: boolean;
	/** One value by attribute name or built-in name (`email`, `slackId`); undefined where the person has none. For match keys: works for leavers too. */
	key(name: string, person: Identity): string | undefined;
	/** E-mails that the config gives a person, beside the one in Slack: what an account may show as theirs. */
	emails(person: Identity): readonly string[];
	/** Id of the account of a target that an override says is this person's. */
	account(person: Identity, target: string): string | undefined;
	map(person: Identity): Mapped;
	/** The secrets of one new account: made once for an operation and reused by all its retries. Not pure: generated ones are random. */
	secrets(person: Identity): Record<string, string>;
}

interface MappingOptions {
	/** Values for single people, which win over everything, match keys included. Names that are no attribute here are for other targets, see {@link checkOverrides}. */
	readonly overrides?: Overrides;
	/** Path of `attributes` in the config, for errors. */
	readonly path?: readonly (string | number)[];
}

/**
Compiles a target's `attributes`, once, so that a run of 100,000 people only calls functions.

@throws a `SettingError` that says where: an unknown variable, filter or tag (with the nearest name and the offset in the template), a combination that cannot be, a secret that is not marked as one, an override of a secret.
*/
export const compileMapping = (
	attributes: Readonly<Record<string, AttributeSetting>>,
	{overrides = {}, path = ['attributes']}: MappingOptions = {},
): Mapping => {
	const compiled = Object.keys(attributes)
		.toSorted()
		.map(name => compileAttribute(name, attributes[name]!, path));
	const byName = new Map(compiled.map(attribute => [attribute.name, attribute]));
	const valued = compiled.filter(attribute => attribute.kind !== 'secret');
	const secret = compiled.filter(attribute => attribute.kind === 'secret');
	const secretNames = secret.map(({name}) => name);
	const overridden = compileOverrides(overrides, new Set(byName.keys()), new Set(secretNames));
	const emailNames = ['email', ...valued.filter(({name, isEmail}) => isEmail && name !== 'email').map(({name}) => name)];
	const showing = new Map(valued.filter(({name}) => emailNames.includes(name)).map(attribute => [attribute.name, attribute]));

	return {
		attributes: compiled.filter(({kind}) => kind === 'managed').map(({name}) => name),
		names: compiled.map(({name}) => name),
		secretNames,
		needsGroups: compiled.some(({needsGroups}) => needsGroups) || overridden.needsGroups,
		groupHandles: [...new Set(compiled.flatMap(({groupHandles}) => groupHandles))].toSorted(),
		generatesSecrets: secret.some(({generated}) => generated),
		key(name, person) {
			const override = overridden.of(person)?.get(name);
			if (override) return keyText(override.of(person));
			const attribute = byName.get(name);
			if (attribute) return attribute.kind === 'secret' ? undefined : keyText(attribute.of(person));
			return name === 'email' ? person.email : name === 'slackId' ? person.slackId : undefined;
		},
		emailNames,
		shown: [...showing.values()].filter(({kind}) => kind === 'on-create').map(({name}) => name),
		ofEmail: valued.filter(({kind, ofEmail}) => kind === 'managed' && ofEmail).map(({name}) => name),
		sameAs: sameAsOf(overrides),
		emails(person) {
			const own = overridden.of(person);
			return emailNames.flatMap(name => textsIn((own?.get(name) ?? showing.get(name))?.of(person)));
		},
		account: (person, target) => overridden.account(person, target),
		map(person) {
			const own = overridden.of(person);
			const managed: Record<string, Json> = {};
			const onCreate: Record<string, Json> = {};
			for (const {name, kind, of} of valued) {
				const value = (own?.get(name)?.of ?? of)(person);
				if (value !== undefined) (kind === 'managed' ? managed : onCreate)[name] = value;
			}
			return {managed, onCreate};
		},
		secrets(person) {
			const made: Record<string, string> = {};
			for (const {name, make} of secret) {
				const value = make(person);
				if (value !== undefined) made[name] = value;
			}
			return made;
		},
	};
};

/** A match key is text; what is no text or number ties nobody to an account. */
const keyText = (value: Json | undefined): string | undefined => {
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	return typeof value === 'string' && value !== '' ? value : undefined;
};
