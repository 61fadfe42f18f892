import type {Identity} from './identity.ts';
import type {Json} from './json.ts';
import type {AttributeSetting, Overrides} from './settings.ts';

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
	/** Secrets that are generated: nobody knows them. */
	readonly generatesSecrets: boolean;
	/** One value by attribute name or built-in name (`email`, `slackId`); undefined where the person has none. For match keys: works for leavers too. */
	key(name: string, person: Identity): string | undefined;
	map(person: Identity): Mapped;
	/** The secrets of one new account: made once for an operation and reused by all its retries. Not pure: generated ones are random. */
	secrets(person: Identity): Record<string, string>;
}

export type CompileMapping = (
	attributes: Readonly<Record<string, AttributeSetting>>,
	options: {
		readonly overrides?: Overrides;
		/** Path of `attributes` in the config, for errors. */ readonly path?: readonly (string | number)[];
	},
) => Mapping;
