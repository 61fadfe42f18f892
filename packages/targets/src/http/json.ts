import type {Json} from '@slack-im/core';

import {isExactNumber} from './exact.ts';

/** An object that is no array: what JSON calls an object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);

/** {@link isRecord} of what was parsed from JSON, so that its members are JSON as well. */
export const isJsonRecord = (value: unknown): value is Record<string, Json> => isRecord(value);
