import type {Json} from '@slack-im/core';
import {z} from 'zod';

import {isPath} from './path.ts';

// What the options of `http` are made of

export const json: z.ZodType<Json> = z.json();

export const pathText =
	'A path into JSON: `a.b` for nested members, `a[0]` for an item, `a[type=work].b` for the item whose `type` is `work`, `a[*].b` for all items, `["a.b"]` for a name with dots.';
export const path = z.string().min(1).refine(isPath, 'is no path: write it as in a.b, a[0].b, a[type=work].b or a[*].b');
export const place = z
	.string()
	.min(1)
	.refine(
		text => text.startsWith('header:') || isPath(text),
		'is no path: write it as in a.b or a[0].b, or header:NAME for a header of the answer',
	)
	.meta({description: 'Where in an answer: a path into its JSON, or `header:NAME` for one of its headers.'});

export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const scalars = z.union([scalar, z.array(scalar).min(1)]);
export const statuses = z.union([z.number().int().min(100).max(599), z.array(z.number().int().min(100).max(599)).min(1)]);
export const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

export const encoding = z.enum(['json', 'form']).meta({
	description: 'How bodies are written: as JSON, or as `application/x-www-form-urlencoded` (nested names as `user[name]`). Default `json`.',
});

export const headers = z.record(z.string().min(1), z.string());
