import type {Finding} from './checks.ts';
import {isPlainObject, pathKey, type FilledConfig} from '../fill/environment.ts';
import type {Path} from '../say/error.ts';

/** Headers that the connection makes by itself, or that would cut a request in two. `Host` is none: it leads to a system behind a proxy; nor is `Connection: close`, for servers that cannot keep one. */
const ofConnection = new Set(['content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** What is sent as it is: what is called `headers` in it are no headers. */
const isContent = new Set(['attributes', 'body', 'overrides']);

const inToken = /^[!-~]$/;
const inHeader = /^[\t -~\u0080-\u00FF]$/;

/** The first character that has no place in a value, in words. */
const strangeIn = (value: string, allowed: RegExp): string | undefined => {
	const wrong = value.split('').find(character => !allowed.test(character));
	if (wrong === undefined) return undefined;
	if (wrong === '\n' || wrong === '\r') return 'a line break';
	if (wrong === ' ') return 'a space';
	return wrong < ' ' || wrong === '\u007F' ? 'a control character' : `a letter beyond ${allowed === inToken ? 'ASCII' : 'Latin-1'}`;
};

type Filled = FilledConfig['filled'];

/** Which variable a value came from, as a message says it; a value itself is never shown. */
const whose = (path: Path, filled: Filled): string => {
	const names = filled.get(pathKey(path))?.pieces.map(({name}) => name) ?? [];
	return names.length === 0 ? 'it' : `the value of ${[...new Set(names)].join(' and ')}`;
};

const nameFinding = (name: string, path: Path, part: 'key' | 'value'): Finding[] => {
	if (ofConnection.has(name.toLowerCase()))
		return [{path, message: `\`${name}\` is a header that the connection makes by itself`, hint: 'leave it out', part}];
	if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [];
	return [
		{
			path,
			message: `${JSON.stringify(name)} is not the name of a header`,
			hint: 'a name is of letters, digits and hyphens, as in X-Api-Key',
			part,
		},
	];
};

const valueFinding = (value: unknown, path: Path, filled: Filled): Finding[] => {
	const strange = typeof value === 'string' ? strangeIn(value, inHeader) : undefined;
	if (strange === undefined) return [];
	return [
		{
			path,
			message: `${whose(path, filled)} holds ${strange}, which no header takes`,
			hint: strange === 'a line break' ? 'a header is one line' : 'escape it, as in {{ name | url_encode }} where it is a template',
		},
	];
};

/** What is wrong with a token beyond its form: it is sent in a header, as one word. */
export const tokenFinding = (value: unknown, path: Path, filled: Filled): Finding[] => {
	const strange = typeof value === 'string' && !value.includes('${') ? strangeIn(value, inToken) : undefined;
	if (strange === undefined) return [];
	return [
		{
			path,
			message: `${whose(path, filled)} holds ${strange}, which no token has`,
			hint: /^(bearer|token|basic)\s/i.test(String(value))
				? 'leave the word in front out: it is sent by itself'
				: 'copy the token anew, without quotes and line breaks',
		},
	];
};

/** The headers of a target, wherever they stand in it, and how it says who asks. */
export const headerFindings = (target: Readonly<Record<string, unknown>>, base: Path, filled: Filled): Finding[] => {
	const findings: Finding[] = [];
	const visit = (value: unknown, path: Path): void => {
		if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
		if (!isPlainObject(value)) return;
		for (const [name, item] of Object.entries(value)) {
			const here = [...path, name];
			if (name === 'headers' && isPlainObject(item))
				for (const [header, text] of Object.entries(item))
					findings.push(...nameFinding(header, [...here, header], 'key'), ...valueFinding(text, [...here, header], filled));
			else if (!isContent.has(name)) visit(item, here);
		}
	};
	visit(target, base);
	const {token: bearerToken, auth} = target;
	findings.push(...tokenFinding(bearerToken, [...base, 'token'], filled));
	if (!isPlainObject(auth)) return findings;
	findings.push(...tokenFinding(auth['bearer'], [...base, 'auth', 'bearer'], filled));
	const {header, login} = auth;
	if (isPlainObject(header) && typeof header['name'] === 'string')
		findings.push(
			...nameFinding(header['name'], [...base, 'auth', 'header', 'name'], 'value'),
			...valueFinding(header['value'], [...base, 'auth', 'header', 'value'], filled),
		);
	if (isPlainObject(login) && typeof login['header'] === 'string')
		findings.push(...nameFinding(login['header'], [...base, 'auth', 'login', 'header'], 'value'));
	return findings;
};
