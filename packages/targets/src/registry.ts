import type {z} from 'zod';

import {http} from './http/target.ts';
import {initData} from './init-data/target.ts';
import {scim} from './scim/target.ts';
import type {TargetType} from './type.ts';
import {workspace} from './workspace.ts';

/** A type whose options are its own affair. */
type AnyTargetType = Omit<TargetType<never>, 'schema'> & {readonly schema: z.ZodType};

/** Every built-in target type, by the name that the config uses. To add one: write its file, add its line. */
export const targetTypes = {
	workspace,
	http,
	scim,
	'init-data': initData,
} satisfies Record<string, AnyTargetType>;

export type TargetTypeName = keyof typeof targetTypes;
