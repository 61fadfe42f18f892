import {styleText} from 'node:util';

import {printable} from '@slack-im/config';

/** How loud a message is. */
export type Level = 'debug' | 'info' | 'warn' | 'error';

/** What a message is about; only JSON lines show it as a field of its own. */
interface LogFields {
	readonly target?: string | undefined;
}

/** Where everything that is not a result goes. */
export interface Logger {
	debug(message: string, fields?: LogFields): void;
	info(message: string, fields?: LogFields): void;
	warn(message: string, fields?: LogFields): void;
	error(message: string, fields?: LogFields): void;
	/** When the last line was written, in milliseconds since 1970: a heartbeat is due some time after it. */
	lastAt(): number;
}

export interface LogOptions {
	/** Takes one line, its newline included. */
	readonly write: (line: string) => void;
	readonly format: 'text' | 'json';
	/** The least that is shown: `warn` for `--quiet`, `debug` for `--verbose`. */
	readonly level: Level;
	readonly colour: boolean;
	readonly now: () => Date;
	/** Takes secrets out of a message. */
	readonly redact: (text: string) => string;
}

const order = {debug: 0, info: 1, warn: 2, error: 3} as const satisfies Record<Level, number>;
const prefix = {debug: '', info: '', warn: 'warning: ', error: 'error: '} as const satisfies Record<Level, string>;
const style = {debug: 'dim', info: undefined, warn: 'yellow', error: 'red'} as const;

/** A log of lines for people, or of JSON for machines. Every text is redacted and made printable before it is written. */
export const createLog = ({write, format, level, colour, now, redact}: LogOptions): Logger => {
	let last = now().getTime();

	const line = (severity: Level, message: string, {target}: LogFields): string => {
		const text = printable(redact(message));
		if (format === 'json')
			return JSON.stringify({time: now().toISOString(), level: severity, ...(target !== undefined && {target}), message: text});
		const [first = '', ...rest] = `${prefix[severity]}${target === undefined ? '' : `${target}: `}${text}`.split('\n');
		const head = colour && style[severity] ? styleText(style[severity], first, {validateStream: false}) : first;
		return [head, ...rest].join('\n');
	};

	const at =
		(severity: Level) =>
		(message: string, fields: LogFields = {}): void => {
			if (order[severity] < order[level]) return;
			last = now().getTime();
			write(`${line(severity, message, fields)}\n`);
		};

	return {debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), lastAt: () => last};
};
