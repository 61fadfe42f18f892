import {isPlainObject, type Lookup} from './environment.ts';
import type {Mistake} from '../say/error.ts';
import {listed} from '../say/listed.ts';
import type {Written} from '../say/text.ts';

/** Scheme, host and port. */
const originOf = (address: string): string | undefined => {
	if (!URL.canParse(address)) return undefined;
	const {protocol, host} = new URL(address);
	return `${protocol}//${host}`;
};

/** `*` is any part of a host name, and never a port. */
const matches = (pattern: string, origin: string): boolean => {
	const host = pattern.toLowerCase().replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
	return new RegExp(`^${host.replaceAll('*', '[^/:]+')}$`).test(origin);
};

/** The address with its variables filled in; undefined where one is not set, or is itself what was typed (in Jenkins a parameter is a variable too). */
const filled = (text: string, apiUrl: string, lookup: Lookup): string | undefined => {
	let isKnown = true;
	const address = text.replaceAll(/\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g, (_, name: string, otherwise: string | undefined) => {
		const found = lookup(name);
		const value = found && 'value' in found ? found.value : otherwise;
		if (value === undefined || value === apiUrl) isKnown = false;
		return value ?? '';
	});
	return isKnown ? address : undefined;
};

/**
Why an API_URL may not stand in for the address of the config's target: whoever can start a build could have the target's credentials sent anywhere.

@param target - What the config says of the one target.
*/
export const foreignAddress = (
	apiUrl: string,
	{name, target, file, lookup}: {readonly name: string; readonly target: unknown; readonly file: Written; readonly lookup: Lookup},
): Mistake | undefined => {
	const origin = originOf(apiUrl);
	if (origin === undefined || !isPlainObject(target)) return undefined;
	const {url, apiUrls} = target;
	const own = typeof url === 'string' ? filled(url, apiUrl, lookup) : undefined;
	const allowed = Array.isArray(apiUrls)
		? apiUrls.filter(pattern => typeof pattern === 'string')
		: own === undefined
			? []
			: [originOf(own)].filter(known => known !== undefined);
	if (allowed.some(pattern => matches(pattern, origin))) return undefined;
	return {
		path: ['targets', name, 'url'],
		message: `API_URL leads to ${origin}, where the credentials of ${name} may not be sent: ${allowed.length === 0 ? 'its own address is not known here' : `only ${listed(allowed, 'and')}`}`,
		hint: `another address is allowed in the config, as in apiUrls: [${origin}]`,
		place: file.place(['targets', name, Array.isArray(apiUrls) ? 'apiUrls' : 'url']),
	};
};
