import type {Call, PolicyDefaults, SettingError, Target, TargetErrorKind} from '@slack-im/core';
import type {KyInstance} from 'ky';
import type {z} from 'zod';

/** What one target's HTTP client is made from. */
export interface HttpOptions {
	/** Every path is relative to it; also where credentials may go: a redirect to another origin is refused. */
	readonly prefix: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Plain `http:` beyond loopback is refused without it. */
	readonly insecureHttp?: boolean;
}

/** What the client should know of one request beyond what is sent: ky's `context`. */
export interface HttpContext {
	/** A search or login by POST: passes also when the client is read-only, and may be said twice. */
	readonly read?: boolean | undefined;
	/** Values that no error may quote back, as a server's "password X is too short" would. */
	readonly secrets?: readonly string[] | undefined;
	/** What an answer means where its status does not tell; `done` makes it a success whose body is not read, undefined leaves it to the status. The body is read only where it is asked for. */
	readonly classify?: ((status: number, body: () => string) => TargetErrorKind | 'done' | undefined) | undefined;
	/** `.json()` keeps numbers that JavaScript cannot hold, as what `JSON.rawJSON` makes of them. */
	readonly exact?: boolean | undefined;
	/** The config key that the request is made from, as in `list.path`: an error that looks like a wrong address names it. */
	readonly setting?: string | undefined;
	/** Told the status of the answer, whatever it means. */
	readonly onStatus?: ((status: number) => void) | undefined;
	[name: string]: unknown;
}

/** Makes the HTTP client of a target: timeouts, retries, limits and the read-only mode are in it, errors leave it as `TargetError`. */
export type HttpFactory = (options: HttpOptions) => KyInstance;

/** Where a target says what a person may want to know. Text is redacted where it leaves the process. */
export interface Log {
	debug(message: string): void;
	info(message: string): void;
	warn(message: string): void;
}

/** What a target is opened with. */
export interface Tools {
	readonly http: HttpFactory;
	readonly log: Log;
	/** Names of the managed attributes: what `list` must be able to show. */
	readonly attributes: readonly string[];
	/** Names of further attributes that `list` and `find` must show, as far as rows have them: never compared, never written. Accounts may be protected by them. */
	readonly shown?: readonly string[];
	/** Names of the match keys, the strongest first. */
	readonly keys: readonly string[];
	/** A folder that relative paths of the options start from: the config file's. */
	readonly folder: string;
	/** True for plan, dry run and doctor: nothing may be written. The HTTP client enforces it by itself; a target that writes elsewhere (a file) must look. */
	readonly readOnly: boolean;
}

/** What a check may know of the rest of a target's config. */
export interface ConfigNames extends Pick<Tools, 'attributes' | 'keys'> {
	/** Attributes that only a create sends, secrets aside. */
	readonly onCreate?: readonly string[];
	readonly secrets?: readonly string[];
	/** Whether accounts are ever created. @default true */
	readonly creates?: boolean;
	/** Whether accounts are ever updated. @default true */
	readonly updates?: boolean;
}

/** A kind of system: its options, and how one of them is opened. */
export interface TargetType<Options> {
	/** Of the options alone, as a strict object; what every target has (`attributes`, `match`, `guards`, …) is core's. */
	readonly schema: z.ZodType<Options>;
	/** What holds where the config is silent. */
	defaults(options: Options): PolicyDefaults;
	/** Where the system is, without credentials: for reports, and (where there is no `identity`) for the lock's name. */
	address(options: Options): string;
	/** What the system is, however its address is written: for the lock's name. `folder` is where relative paths start from. Never rejects for what is not there: `open` tells that better. */
	identity?(options: Options, folder: string): string | Promise<string>;
	/** Mistakes that no schema sees, as in a target that could create duplicates. Paths are relative to the target. With the names that the config has, those in templates are looked up too. */
	check?(options: Options, names?: ConfigNames): readonly SettingError[];
	open(options: Options, tools: Tools): Target | Promise<Target>;
	/** For doctor: asks the places that a write would go to beyond what `list` and `find` read, and writes nothing. Says what it found in a sentence; undefined where there is no such place. Rejects as the write would. */
	reach?(options: Options, tools: Pick<Tools, 'folder'>, call: Call): Promise<string | undefined>;
}
