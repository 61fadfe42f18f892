import {errorInfo, type ErrorInfo} from '@slack-im/core';
import type {KyInstance} from 'ky';
import {onTestFinished} from 'vitest';

import {httpFactory, type HttpSettings} from '../../src/http/client.ts';
import type {HttpOptions} from '../../src/type.ts';

/** A client whose waits are as short as they may be, closed with its test. */
export const client = (prefix: string, settings: HttpSettings = {}, options: Omit<HttpOptions, 'prefix'> = {}): KyInstance => {
	const http = httpFactory({random: () => 0, timeout: 2_000, ...settings});
	onTestFinished(async () => http.close());
	return http({prefix, ...options});
};

/** What a call throws, as plain data. */
export const failure = async (call: PromiseLike<unknown>): Promise<ErrorInfo> => {
	try {
		await call;
	} catch (error) {
		return errorInfo(error);
	}
	throw new Error('it did not fail');
};
