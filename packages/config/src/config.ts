import type {Mapping, Overrides, PeopleRules, Policy} from '@slack-im/core';
import type {TargetType} from '@slack-im/targets';

/** Everything that a command reads of the config: nothing is left open, everything has been checked. */
export interface Config {
	/** Absolute; undefined where no file is in use. */
	readonly file: string | undefined;
	/** What relative paths of targets start from: the file's folder, else the working folder. */
	readonly folder: string;
	readonly source: SourceConfig;
	readonly people: PeopleRules;
	readonly overrides: Overrides;
	/** Those that were asked for, in the order of the file. */
	readonly targets: readonly ConfigTarget[];
	/** Paths, relative to the working folder where they are not absolute; undefined where a report is switched off. */
	readonly reports: {readonly junit: string | undefined; readonly html: string | undefined; readonly json: string | undefined};
	/** The message after a run; undefined where none is wanted. */
	readonly notify:
		| {readonly channel: string; readonly when: 'always' | 'changes' | 'attention'; readonly token: string | undefined}
		| undefined;
	/** Milliseconds: how old a snapshot may be. */
	readonly maxAge: number;
	/** What must not leave the process, the longest first. */
	readonly secrets: readonly string[];
	/** Sentences that a person should read once. */
	readonly warnings: readonly string[];
	/** Names of variables that are not set, where that was allowed; sorted. */
	readonly missing: readonly string[];
}

/** How Slack is read. */
interface SourceConfig {
	/** Undefined only where Slack is not going to be read. */
	readonly token: string | undefined;
	readonly workspace?: string;
	readonly teamId?: string;
	readonly channel?: string;
	readonly url: string;
	/** Milliseconds one request may take. */
	readonly timeout: number;
	/** Milliseconds the whole read may take. */
	readonly readTimeout: number;
	readonly pageSize: number;
}

/** One target of the config, ready to be opened: `targetType.open(options, tools)`. */
export interface ConfigTarget {
	readonly name: string;
	readonly type: string;
	readonly targetType: TargetType<unknown>;
	/** As the type's schema gives them. */
	readonly options: unknown;
	readonly policy: Policy;
	readonly mapping: Mapping;
	/** Where it is, without credentials. */
	readonly address: string;
	/** SHA-256 (hex) of all that decides what is written there, without secrets, schedule and limits. */
	readonly digest: string;
}

/** What holds where the config says nothing of Slack. */
export const sourceDefaults = {url: 'https://slack.com/api/', timeout: 30_000, readTimeout: 900_000, pageSize: 999} as const;
