import {TargetError} from '@slack-im/core';

/**
A value as exactly one segment of a path, percent-encoded.

@param path - What it is a part of, for the error.
*/
export const segment = (value: string, path: string): string => {
	// '' would address the whole collection, and so would '..'
	if (value === '' || value === '.' || value === '..') {
		throw new TargetError(
			'refused',
			`cannot address ${path}: ${value === '' ? 'a value in it is missing' : `${JSON.stringify(value)} would lead elsewhere`}`,
		);
	}
	return encodeURIComponent(value);
};

/** The last segment of an address, decoded as far as it can be: the id in a `Location`. Undefined where there is none. */
export const lastSegment = (address: string): string | undefined => {
	const last =
		address
			.replace(/[?#].*$/s, '')
			.replace(/\/+$/, '')
			.split('/')
			.at(-1) ?? '';
	try {
		return decodeURIComponent(last) || undefined;
	} catch {
		return last;
	}
};
