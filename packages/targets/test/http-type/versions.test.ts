import type {Account} from '@slack-im/core';
import {describe, expect, test} from 'vitest';

import {serve} from '../http/server.ts';
import {all, call, openHttp} from './open.ts';

/** One account, whose version goes up with each write; a write with another version is refused. */
const versioned = async (answersWithRow: boolean) => {
	let row = {id: '7', email: 'ada@example.com', name: 'Ada', active: false, rev: '1'};
	return serve(({method, headers, body, url}) => {
		if (method === 'GET') return {body: url.endsWith('/7') ? row : [row]};
		const match = headers['if-match'];
		if (match !== undefined && match !== row.rev) return 412;
		row = {...row, ...JSON.parse(body), rev: String(Number(row.rev) + 1)};
		return answersWithRow ? {body: row} : 204;
	});
};

const comeBack = async (target: Awaited<ReturnType<typeof openHttp>>['target'], account: Account): Promise<void> => {
	await target.reactivate!(account, call);
	await target.update!(account, [{attribute: 'name', from: 'Ada', to: 'Ada L.'}], call);
};

describe('a returner is written twice, and the second write', () => {
	test.each([
		['has the version that the first answer shows', 'update: true', true, ['1', '2']],
		['has none where the answer shows none', 'update: true', false, ['1', undefined]],
		['has the one that was read with the row', 'update: {method: PUT}', false, ['1', '2']],
	])('%s', async (_sentence, update, answersWithRow, versions) => {
		const {url, seen} = await versioned(answersWithRow);
		const yaml = `{url: "\${URL}", list: {path: users}, account: {version: rev, active: active}, ${update}, reactivate: true}`;
		const {target} = await openHttp(yaml, url);
		const [account] = await all(target);
		await comeBack(target, account!);
		expect(seen.filter(({method}) => method !== 'GET').map(({headers}) => headers['if-match'])).toEqual(versions);
	});
});
