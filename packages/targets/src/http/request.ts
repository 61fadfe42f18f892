import type {Json} from '@slack-im/core';

import {withoutExact} from './exact.ts';
import type {RequestSpec} from './options.ts';
import {jsonTemplate, pathTemplate, type Scope, type Template, type TemplatePlace, textTemplate} from './template.ts';

/** One request as the config describes it, its templates filled in. */
export interface Request {
	readonly method: string;
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Json | undefined;
	readonly encoding: 'json' | 'form';
}

/** What a request is when the config does not say. */
export interface RequestDefaults {
	readonly method: string;
	readonly path: string;
}

/** `url` and a path below it, whether one ends or the other begins with a slash or not. A whole URL stays itself. */
export const joined = (base: string, path: string): URL => {
	if (/^https?:\/\//i.test(path)) return new URL(path);
	const [pathname, query] = splitQuery(path);
	const url = new URL(base);
	if (pathname !== '') url.pathname = `${url.pathname.replace(/\/+$/, '')}/${pathname.replace(/^\/+/, '')}`;
	for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
	return url;
};

const splitQuery = (path: string): [string, string | undefined] => {
	const at = path.indexOf('?');
	return at === -1 ? [path, undefined] : [path.slice(0, at), path.slice(at + 1)];
};

type QueryValue = NonNullable<RequestSpec['query']>[string];

const queryTemplate = (value: QueryValue, place: TemplatePlace): Template<readonly string[]> => {
	if (Array.isArray(value)) {
		const items = value.map(item => queryTemplate(item, place));
		return scope => items.flatMap(item => item(scope));
	}
	if (value === null) return () => [];
	if (typeof value !== 'string') return () => [String(value)];
	if (value === '') return () => [''];
	const text = textTemplate(value, place);
	return scope => {
		const found = text(scope);
		return found === '' ? [] : [found];
	};
};

/** @param base - The target's `url`. @param place - Where the call stands in the config. */
export const compileRequest = (
	spec: RequestSpec,
	defaults: RequestDefaults,
	base: string,
	place: TemplatePlace,
): ((scope: Scope) => Request) => {
	const at = (name: string): TemplatePlace => ({...place, path: [...place.path, name]});
	const method = (spec.method ?? defaults.method).toUpperCase();
	const path = pathTemplate(spec.path ?? defaults.path, at('path'));
	const query = Object.entries(spec.query ?? {}).map(([name, value]) => [name, queryTemplate(value, at('query'))] as const);
	const headers = Object.entries(spec.headers ?? {}).map(
		([name, value]) => [name.toLowerCase(), textTemplate(value, at('headers'))] as const,
	);
	const body = spec.body === undefined ? undefined : jsonTemplate(spec.body, at('body'));

	return scope => {
		const url = joined(base, path(scope));
		for (const [name, values] of query) {
			const texts = values(scope);
			if (texts.length > 0) url.searchParams.delete(name);
			for (const text of texts) url.searchParams.append(name, text);
		}
		return {
			method,
			url,
			headers: Object.fromEntries(headers.map(([name, value]) => [name, value(scope)])),
			body: body?.(scope),
			encoding: spec.encoding ?? 'json',
		};
	};
};

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
