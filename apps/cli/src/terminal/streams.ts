import {Writable} from 'node:stream';

import type {Redactor} from './redact.ts';

/** Where bytes finally go. */
export interface Sink {
	write(text: string, done: (error?: Error | null) => void): unknown;
}

/** The result: redacted across the borders of what is written; what is held back comes with `end`. A reader that is gone (`| head`) ends nothing. */
export const resultStream = (sink: Sink, redactor: Redactor): Writable => {
	const filter = redactor.filter();
	const send = (text: string, done: (error?: Error | null) => void): void => {
		if (text === '') done();
		else sink.write(text, () => done());
	};
	return new Writable({
		decodeStrings: false,
		write: (chunk: string | Buffer, _encoding, done) => send(filter.push(String(chunk)), done),
		final: done => send(filter.end(), done),
	});
};

/** The log: every write is a whole text of its own. */
export const logStream = (sink: Sink, redactor: Redactor): Writable =>
	new Writable({
		decodeStrings: false,
		write: (chunk: string | Buffer, _encoding, done) => void sink.write(redactor.text(String(chunk)), () => done()),
	});
