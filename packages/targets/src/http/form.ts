import type {Json} from '@slack-im/core';

import {withoutExact} from './exact.ts';

/** JSON as form fields: nested names as `user[name]`, items of an array as `ids[]`. What is null is sent empty. */
export const formOf = (body: Json): URLSearchParams => {
	const form = new URLSearchParams();
	const add = (name: string, value: Json): void => {
		if (Array.isArray(value)) for (const item of value) add(`${name}[]`, item);
		else if (typeof value === 'object' && value !== null)
			for (const [inner, member] of Object.entries(value)) add(name === '' ? inner : `${name}[${inner}]`, member);
		else form.append(name, value === null ? '' : String(value));
	};
	if (typeof body === 'string') return new URLSearchParams(body);
	add('', withoutExact(body));
	return form;
};
