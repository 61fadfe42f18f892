import {Writable} from 'node:stream';

import type {Redactor} from './redact.ts';

/** Where bytes finally go. */
export interface Sink {
	write(text: string, done: (error?: Error | null) => void): unknown;
}

/** A write is over once it is handed on: the system's buffer is the only one, so that what two streams of one terminal are sent keeps its order. */
const handOn = (sink: Sink, text: string, done: (error?: Error | null) => void): void => {
	if (text !== '') sink.write(text, () => {});
	done();
};

/** The end comes when everything handed on before is out. */
const drained = (sink: Sink, text: string, done: (error?: Error | null) => void): void => void sink.write(text, () => done());

/** The result: redacted across the borders of what is written; what may be the beginning of a secret is held back until its line ends. A reader that is gone (`| head`) ends nothing. */
export const resultStream = (sink: Sink, redactor: Redactor): Writable => {
	const filter = redactor.filter();
	return new Writable({
		decodeStrings: false,
		write: (chunk: string | Buffer, _encoding, done) => {
			const text = String(chunk);
			handOn(sink, filter.push(text) + (text.endsWith('\n') ? filter.end() : ''), done);
		},
		final: done => drained(sink, filter.end(), done),
	});
};

/** The log: every write is a whole text of its own. */
export const logStream = (sink: Sink, redactor: Redactor): Writable =>
	new Writable({
		decodeStrings: false,
		write: (chunk: string | Buffer, _encoding, done) => handOn(sink, redactor.text(String(chunk)), done),
		final: done => drained(sink, '', done),
	});
