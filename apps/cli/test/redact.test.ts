import {array, assert, constantFrom, infiniteStream, nat, oneof, property, string, tuple} from 'fast-check';
import {describe, expect, test} from 'vitest';

import {createRedactor, redacted} from '../src/terminal/redact.ts';

const secret = `pä"ss<w>&'o/r+d?=x~ ü\\`;
const redactorOf = (...secrets: string[]) => {
	const redactor = createRedactor();
	redactor.add(...secrets);
	return redactor;
};
const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
const upperEscaped = (unit: string): string => `\\u${escaped(unit).slice(2).toUpperCase()}`;

describe('a secret is taken out of a text', () => {
	test.each([
		['as it is', secret],
		['in JSON', JSON.stringify({password: secret})],
		['in JSON as Go writes it', JSON.stringify(secret).replaceAll(/[&<>]/g, escaped)],
		['in JSON as PHP writes it for HTML', JSON.stringify(secret).replaceAll(/[&<>\u0080-\uffff]/g, upperEscaped)],
		['in JSON as .NET writes it', secret.replaceAll('\\', String.raw`\\`).replaceAll(/["&'+<>\u0080-\uffff]/g, upperEscaped)],
		[
			'in an address within an address',
			`https://x.example/?next=${encodeURIComponent(`https://y.example/?p=${encodeURIComponent(secret)}`)}`,
		],
		['in JSON within JSON', JSON.stringify(JSON.stringify({password: secret}))],
		['in JSON of ASCII only', JSON.stringify(secret).replaceAll(/[^ -~]/g, escaped)],
		['as a part of an address', `https://x.example/?p=${encodeURIComponent(secret)}&q=1`],
		['as a part of an address in lower case', encodeURIComponent(secret).replaceAll(/%[0-9A-F]{2}/g, escape => escape.toLowerCase())],
		['as a field of a form', new URLSearchParams({password: secret}).toString()],
		['as an address of its own', encodeURI(secret)],
		['in base64', inBase64(secret)],
		['in base64 behind one letter', inBase64(`a${secret}`)],
		['in base64 between a name and more', inBase64(`admin:${secret}:and more`)],
		['in base64 for addresses', Buffer.from(`u:${secret}`).toString('base64url')],
		['in XML text', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
		[
			'in an XML attribute',
			secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
		],
		['in CSV', `"${secret.replaceAll('"', '""')}"`],
	])('%s', (_how, text) => {
		const result = redactorOf(secret).text(`before ${text} after`);
		expect(result).toContain(redacted);
		for (const part of [
			'ss<w',
			'ss&lt;w',
			'ss%3C',
			'ss%3c',
			'ss%253C',
			String.raw`ss\u003c`,
			String.raw`ss\u003C`,
			'w&gt;',
			'o/r+d',
			'o%2Fr',
		])
			expect(result).not.toContain(part);
	});

	test('the longer of two that begin alike goes first', () => {
		expect(redactorOf('hunter2', 'hunter2-and-more').text('hunter2-and-more hunter2')).toBe(`${redacted} ${redacted}`);
	});

	test('with the newline that a file may end in, and without', () => {
		expect(redactorOf('token-1234\n').text('token-1234')).toBe(redacted);
	});

	test('but not one that is too short to be told from ordinary text', () => {
		expect(redactorOf('1', 'abc').text('abc 123')).toBe('abc 123');
	});
});

/** By UTF-8 bytes, each with something in front. */
const bytes = (character: string, sign: string): string =>
	Buffer.from(character)
		.toString('hex')
		.replaceAll(/../g, byte => sign + byte);

/** Ways to escape one character. */
const escapes: Readonly<Record<string, (character: string) => string>> = {
	percent: character => bytes(character, '%'),
	'percent in capitals': character => bytes(character, '%').toUpperCase(),
	'byte escape': character => bytes(character, String.raw`\x`),
	'JSON escape': character => character.split('').map(escaped).join(''),
	'JSON escape in capitals': character => character.split('').map(upperEscaped).join(''),
	'hexadecimal reference': character => `&#x${character.codePointAt(0)!.toString(16)};`,
	'decimal reference': character => `&#${character.codePointAt(0)};`,
};

/** A text with some of its characters escaped, and always those that begin an escape. */
const partly = (text: string, way: string, choices: Iterator<number>): string =>
	Array.from(text, character => (/[%&\\]/.test(character) || choices.next().value < 5 ? escapes[way]!(character) : character)).join('');

const insides: Readonly<Record<string, (text: string) => string>> = {
	plain: (text: string) => text,
	hex: (text: string) => Buffer.from(text).toString('hex'),
	base64: inBase64,
	'base64 for addresses': (text: string) => Buffer.from(text).toString('base64url'),
};

const outsides: Readonly<Record<string, (text: string) => string>> = {
	'as it is': (text: string) => text,
	'broken once': (text: string) => text.replace(/^.{5}/su, '$&\n'),
	'wrapped at 64': (text: string) => text.replaceAll(/.{64}(?=.)/gsu, '$&\n'),
	'wrapped at 76, with an indent': (text: string) => text.replaceAll(/.{76}(?=.)/gsu, '$&\r\n    '),
	'in letters of another case': (text: string) =>
		text.replaceAll(/[a-z]/g, (letter, at: number) => (at % 2 ? letter : letter.toUpperCase())),
};

const aSecret = oneof(string({minLength: 8, maxLength: 90}), string({unit: 'grapheme', minLength: 8, maxLength: 30})).filter(
	text => text.trim() === text && text.replaceAll(/\s/g, '').length >= 8,
);
const keysOf = (ways: object) => constantFrom(...Object.keys(ways));

/** A secret in one of all these ways. */
const planted = tuple(aSecret, keysOf(insides), array(keysOf(escapes), {maxLength: 2}), keysOf(outsides), infiniteStream(nat(9))).map(
	([text, inside, ways, outside, choices]) => {
		let written = insides[inside]!(text);
		for (const way of ways) written = partly(written, way, choices);
		return {text, written: outsides[outside]!(written), how: [inside, ...ways, outside].join(', ')};
	},
);

describe('whatever way a secret is written', () => {
	test('it is taken out, and nothing else', () => {
		assert(
			property(planted, ({text, written}) => {
				expect(redactorOf(text).text(`before ${written} after`)).toBe(`before ${redacted} after`);
			}),
			{numRuns: 300},
		);
	});

	test('it is taken out of text in pieces', () => {
		assert(
			property(
				planted.filter(({text}) => /[^a-z_.:\s-]/i.test(text)),
				array(nat(400), {maxLength: 6}),
				({text, written}, cuts) => {
					const whole = `before ${written} after\n`;
					const places = [0, ...cuts.filter(cut => cut < whole.length).toSorted((a, b) => a - b), whole.length];
					const {push, end} = redactorOf(text).filter();
					const seen = places.slice(1).map((place, index) => push(whole.slice(places[index], place)));
					expect([...seen, end()].join('')).toBe(`before ${redacted} after\n`);
				},
			),
			{numRuns: 200},
		);
	});

	test('a short one is found only as it is: its letters occur elsewhere', () => {
		const redactor = redactorOf('Ab1x');
		expect(redactor.text('Ab1x, ab1x, A\nb1x')).toBe(`${redacted}, ab1x, A\nb1x`);
		expect(redactor.text('Ab%31x &#x41;b1x')).toBe(`${redacted} ${redacted}`);
	});

	test('ordinary text stays', () => {
		const text = 'The 12 accounts & 30% of "agents" in C:\\new\\table are unchanged: 0x41424344, &amp; \\u0041 %41\n';
		expect(redactorOf(secret, 'hunter2-hunter2', 'agents-of-2026').text(text)).toBe(text);
	});
});

/** Ways to write a text, each with what takes it back wherever it is in another. Told apart from what the program does: nothing is shared. */
const ways: Readonly<Record<string, {readonly write: (text: string) => string; readonly read: (text: string) => readonly string[]}>> = {
	base64: {
		write: inBase64,
		read: text =>
			(text.match(/[\w+/-]{8,}/g) ?? []).flatMap(run => [0, 1, 2, 3].map(from => Buffer.from(run.slice(from), 'base64').toString())),
	},
	'base64 in lines': {
		write: text => inBase64(text).replaceAll(/.{20}(?=.)/g, '$&\r\n'),
		read: text => ways['base64']!.read(text.replaceAll(/\s/g, '')),
	},
	hex: {
		write: text => Buffer.from(text).toString('hex'),
		read: text => (text.match(/[\da-f]{8,}/gi) ?? []).flatMap(run => [0, 1].map(from => Buffer.from(run.slice(from), 'hex').toString())),
	},
	...Object.fromEntries(
		[':', ' ', ', 0x', '-'].map(separator => [
			`hex with "${separator}"`,
			{
				write: (text: string) => Buffer.from(text).toString('hex').match(/../g)?.join(separator) ?? '',
				read: (text: string) => ways['hex']!.read(text.replaceAll(separator, '')),
			},
		]),
	),
	'numbers of bytes': {
		write: text => JSON.stringify([...Buffer.from(text)]),
		read: text => (text.match(/\d+(,\d+)+/g) ?? []).map(run => Buffer.from(run.split(',').map(Number)).toString()),
	},
	'quoted-printable': {
		write: text => bytes(text, '='),
		read: text => [
			text.replaceAll(/=\r?\n/g, '').replaceAll(/(=[\da-f]{2})+/gi, run => Buffer.from(run.replaceAll('=', ''), 'hex').toString()),
		],
	},
	octal: {
		write: text => Array.from(Buffer.from(text), each => `\\${each.toString(8).padStart(3, '0')}`).join(''),
		read: text => [
			text.replaceAll(/(\\[0-3][0-7]{2})+/g, run =>
				Buffer.from(
					run
						.slice(1)
						.split('\\')
						.map(each => Number.parseInt(each, 8)),
				).toString(),
			),
		],
	},
	percent: {
		write: text => bytes(text, '%'),
		read: text => [text.replaceAll(/(%[\da-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString())],
	},
	address: {write: text => encodeURIComponent(text), read: text => ways['percent']!.read(text)},
	JSON: {
		write: text => JSON.stringify(text).slice(1, -1),
		read: text => [
			text
				.replaceAll(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
				.replaceAll(/\\(["\\/])/g, '$1'),
		],
	},
	'JSON escapes': {write: text => text.split('').map(escaped).join(''), read: text => ways['JSON']!.read(text)},
	'numbered references': {
		write: text => Array.from(text, each => `&#${each.codePointAt(0)};`).join(''),
		read: text => [
			text.replaceAll(/&#(\d+);?/g, (whole, digits: string) => (Number(digits) < 0x11_0000 ? String.fromCodePoint(Number(digits)) : whole)),
		],
	},
	'named references': {
		write: text =>
			text.replaceAll(/[&<>"'/]/g, each => ({'&': '&amp;', '<': '&lt', '>': '&gt;', '"': '&quot;', "'": '&apos;', '/': '&sol;'})[each]!),
		read: text => [
			text
				.replaceAll(/&lt;?/g, '<')
				.replaceAll('&gt;', '>')
				.replaceAll('&quot;', '"')
				.replaceAll('&apos;', "'")
				.replaceAll('&sol;', '/')
				.replaceAll('&amp;', '&'),
		],
	},
	'a backslash before each sign': {
		write: text => text.replaceAll(/[^\p{L}\p{N}\s]/gu, String.raw`\$&`),
		read: text => [text.replaceAll(/\\(.)/gsu, '$1')],
	},
	'a backslash before each character': {
		write: text => Array.from(text, each => `\\${each}`).join(''),
		read: text => [text.replaceAll(/\\(.)/gsu, '$1')],
	},
	'a tag between': {
		write: text => `${Array.from(text).toSpliced(5, 0, '<b class="x">').join('')}</b>`,
		read: text => [text.replaceAll(/<\/?b[^>]*>/g, '')],
	},
	'no width between': {
		write: text => Array.from(text).join('\u200B'),
		read: text => [text.replaceAll('\u200B', '')],
	},
};

/** Whether a text holds a secret, written in up to two ways. */
const tells = (text: string, secret: string): boolean => {
	const readings = Object.values(ways).flatMap(way => way.read(text));
	return [text, ...readings, ...readings.flatMap(once => Object.values(ways).flatMap(way => way.read(once)))].some(seen =>
		seen.includes(secret),
	);
};

const surroundings = oneof(
	string({maxLength: 12}),
	constantFrom('', 'user:', '"', 'token=', '>', 'said\n', 'abc', '0', '%', '&', '\\', '=', '73', '/'),
).filter(text => !/<[^>]*$/.test(text)); // A secret is not half a tag

describe('nothing finds a secret', () => {
	test('that was written in up to two ways', () => {
		assert(
			property(aSecret, array(keysOf(ways), {maxLength: 2}), surroundings, surroundings, (secret, chosen, before, after) => {
				const written = chosen.reduce((text, way) => ways[way]!.write(text), secret);
				expect(tells(redactorOf(secret).text(before + written + after), secret)).toBe(false);
			}),
			{numRuns: 500},
		);
	});
});

test('a large report takes no longer to search for many secrets than for few', () => {
	const chunks = Array.from(
		{length: 20_000},
		(_, index) => `<testcase name="p${index}@example.com"><system-out>&quot;a&quot; → &quot;b&quot;</system-out></testcase>\n`,
	);
	const timeFor = (count: number): number => {
		const redactor = redactorOf(...Array.from({length: count}, (_, index) => `secret-${index}-${index * 7919}-abcdef`));
		const start = process.cpuUsage();
		for (const piece of redactor.stream(chunks)) expect(piece).not.toBe('secret');
		const {user} = process.cpuUsage(start);
		return user;
	};
	timeFor(1); // Compiled
	expect(timeFor(40) / timeFor(1)).toBeLessThan(5);
});

describe('data', () => {
	const redactor = redactorOf('name', 'hunter2-hunter2');

	test('is the very same value where nothing is hidden', () => {
		const run = {targets: [{outcomes: [{kind: 'done', key: 'ada@example.com'}]}]};
		expect(redactor.data(run)).toBe(run);
	});

	test('is copied only where something is, in names of fields too', () => {
		const clean = {kind: 'done'};
		const run = {a: [clean, {message: 'it said hunter2-hunter2'}], 'hunter2-hunter2': 1};
		const seen = redactor.data(run);
		expect(seen).toEqual({a: [{kind: 'done'}, {message: `it said ${redacted}`}], [redacted]: 1});
		expect(seen.a[0]).toBe(clean);
		expect(run.a[1]).toEqual({message: 'it said hunter2-hunter2'});
	});
});

describe('text in pieces', () => {
	test('loses a secret wherever it is cut', () => {
		const secrets = ['hunter2-hunter2', 'xoxb-1234-abcd'];
		const whole = `<case name="hunter2-hunter2"/>xoxb-1234-abcd${inBase64('xoxb-1234-abcd')} end`;
		assert(
			property(array(nat(whole.length), {maxLength: 8}), cuts => {
				const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
				const {push, end} = redactorOf(...secrets).filter();
				const seen = places.slice(1).map((place, index) => push(whole.slice(places[index], place)));
				expect([...seen, end()].join('')).toBe(`<case name="${redacted}"/>${redacted}${redacted} end`);
			}),
		);
	});

	test('keeps its format when a secret is a word of the format', () => {
		const redactor = redactorOf('testcase', 'name');
		expect([...redactor.stream(['<testcase name="', 'x"/>'])].join('')).toBe('<testcase name="x"/>');
	});

	test('is held back as far as a secret may have begun', () => {
		const {push, end} = redactorOf('hunter2-hunter2').filter();
		const line = 'a line of the result\n'.repeat(100);
		const early = push(line);
		expect(early.length).toBeGreaterThan(1000);
		expect(early + push('and then hunter2-') + push('hunter2.\n') + end()).toBe(`${line}and then ${redacted}.\n`);
	});

	test('is not held back where there is no secret', () => {
		expect(createRedactor().filter().push('abc')).toBe('abc');
	});
});
