import {Writable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';

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

type Done = (error?: Error | null) => void;

/** As much is held back of others; an endless line must not fill the memory. */
const mostHeld = 1_000_000;

/** What others write to a stream of the process. */
interface Others {
	/** Writes past the redactor: for text that went through it. */
	readonly sink: Sink;
	/** Lets out what was held back; from now on, whole lines go out at once. */
	readonly release: () => void;
	/** Lets everything out; from now on, whatever is written goes out at once. */
	readonly end: () => void;
}

/** Takes over a stream of the process: what the code of others writes to it (a config that is a program, a team's own target, with `console.log` too) is redacted. It is held back until the secrets of the config are known, and then until its line ends. */
export const takeOver = (stream: NodeJS.WriteStream, redactor: Redactor): Others => {
	const write = stream.write.bind(stream);
	const decoder = new StringDecoder();
	let held = '';
	let until: 'known' | 'line' | 'nothing' = 'known';

	const letOut = (length: number): void => {
		if (length > 0) write(redactor.text(held.slice(0, length)));
		held = held.slice(length);
	};
	const letOutSome = (): void => {
		if (until === 'nothing' || held.length > mostHeld) letOut(held.length);
		else if (until === 'line') letOut(held.lastIndexOf('\n') + 1);
	};
	const take = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
		const bytes = typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : Buffer.from(chunk);
		held += decoder.write(bytes);
		letOutSome();
		const told = typeof encoding === 'function' ? encoding : done;
		if (told) process.nextTick(told);
		return true;
	};
	stream.write = take;
	// Others do not end it: results are still to come
	stream.end = (...args: readonly unknown[]) => {
		const [chunk, encoding] = args;
		if (typeof chunk === 'string' || chunk instanceof Uint8Array)
			take(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : undefined);
		return stream;
	};
	return {
		sink: {write},
		release: () => {
			until = 'line';
			letOutSome();
		},
		end: () => {
			until = 'nothing';
			letOutSome();
		},
	};
};
