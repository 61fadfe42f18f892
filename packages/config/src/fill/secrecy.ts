import {existsSync} from 'node:fs';

import {variableSoundsSecret, wordsOf} from '@slack-im/core';

/** A shorter value would hide half of every message. */
export const shortestSecret = 4;

const decoded = (part: string): string => {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
};

/** What of an address must not be shown: the password, and query parameters that are called like a secret. */
export const secretsOfUrl = (text: string): string[] => {
	if (!/^[a-z][a-z+.-]*:\/\//i.test(text) || !URL.canParse(text)) return [];
	const {username, password, searchParams} = new URL(text);
	return [
		...(password === '' ? [] : [decoded(password)]),
		...[...searchParams].flatMap(([name, value]) => (variableSoundsSecret(name) ? [value] : [])),
		// Alone, it is a token
		...(password === '' && username !== '' ? [decoded(username)] : []),
	];
};

/** `CREDENTIALS_ID`, `TOKEN_FILE`: not the secret, but something about it. */
const about = / (id|name|type|url|uri|host|port|user|username|file|path|dir|home|sock|ttl|age|length|size|expiry|expires|algorithm)$/;

/** Words and numbers that a report may hold by chance. */
const isOrdinary = (value: string): boolean =>
	value.trim().length < shortestSecret || /^(true|false|none|null)$/i.test(value) || (value.length < 8 && /^([a-z]+|\d+)$/i.test(value));

const isPlace = (value: string): boolean => value.startsWith('/') && existsSync(value);

/** What of the environment must not be shown whatever becomes of the process, before any config says what is a secret: the values of variables that are called like one, and passwords in addresses. */
export const secretsOfEnvironment = (env: Readonly<Record<string, string | undefined>>): string[] =>
	Object.entries(env).flatMap(([name, value = '']) => {
		if (value.includes('://')) return secretsOfUrl(value).filter(part => !isOrdinary(part));
		return variableSoundsSecret(name) && !about.test(wordsOf(name)) && !isOrdinary(value) && !isPlace(value) ? [value] : [];
	});
