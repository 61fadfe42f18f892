import {http} from './http/target.ts';
import {initData} from './init-data/target.ts';
import {module} from './module/target.ts';
import {scim} from './scim/target.ts';
import type {TargetType} from './type.ts';
import {workspace} from './workspace.ts';

/** Every built-in target type, by the name that the config uses. To add one: write its file, add its line. */
export const targetTypes = {
	workspace,
	http,
	scim,
	'init-data': initData,
	module,
} satisfies Record<string, TargetType<unknown>>;

export type TargetTypeName = keyof typeof targetTypes;
