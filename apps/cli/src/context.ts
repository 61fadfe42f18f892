import type {BaseContext} from 'clipanion';

import type {Redactor} from './terminal/redact.ts';

/** What the operating system is asked through, so that nothing else needs `process`. */
interface Host {
	readonly pid: number;
	readonly platform: string;
	/** As in `24.21.0`. */
	readonly nodeVersion: string;
	/** When a process began; undefined where there is no such process. */
	readonly startOf: (pid: number) => string | undefined;
}

/** What a stream is: decides about colour, progress and widths. */
export interface Terminal {
	readonly isTTY: boolean;
	readonly colour: boolean;
	/** Read anew for every line: windows change their size. */
	columns(): number;
}

/** All that a command may use. Whatever is written to its streams is redacted on its way. */
export interface CliContext extends BaseContext {
	/** The result. */
	readonly stdout: BaseContext['stdout'];
	/** The log. */
	readonly stderr: BaseContext['stderr'];
	/** Resolves once what was written to `stdout` is out; rejects where it found no room. A reader that is gone is no fault. */
	readonly written: () => Promise<void>;
	readonly out: Terminal;
	readonly err: Terminal;
	readonly env: Readonly<Record<string, string | undefined>> & BaseContext['env'];
	readonly cwd: string;
	readonly now: () => Date;
	readonly host: Host;
	readonly redactor: Redactor;
	/** Lets out what the code of others wrote while the secrets of the config were not known. */
	readonly releaseOthers: () => void;
	/** Aborted when the process is asked to stop; the reason is the signal's name. */
	readonly signal: AbortSignal;
	/** What must still be done if the process is about to die: `main` calls it, a command sets it. */
	readonly dying: {
		save?: ((why: {readonly stoppedBy: string} | {readonly error: unknown}) => void) | undefined;
		/** Whether the config was loaded: whose fault it is if nothing is left to wait for. */
		hasConfig?: boolean;
	};
}

/** The name of the signal that stopped the process, else undefined. */
export const stoppedBy = ({signal: {aborted, reason}}: Pick<CliContext, 'signal'>): string | undefined =>
	aborted ? (typeof reason === 'string' ? reason : 'abort') : undefined;
