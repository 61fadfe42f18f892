import {describe, expect, test} from 'vitest';

import {person, sync} from '../http-type/sync.ts';
import {startJsonServer} from './json-server.ts';
import {recipe} from './recipe.ts';

const noop = (line: string): boolean => !line.startsWith('done noop');

describe('json-server, by the recipe in the docs', () => {
	const yaml = recipe('json-server');

	test('create, rename, leaver, returner; a rerun writes nothing', async () => {
		const users: {id: number | string; email: string; name: string; active: boolean; note?: string}[] = [
			{id: 1, email: 'root@example.com', name: 'Root', active: true},
			{id: 2, email: 'bo@example.com', name: 'Bo', active: false, note: 'kept'},
		];
		const values = {JSON_SERVER_URL: await startJsonServer({users})};
		const ada = person('ada', {realName: 'Ada'});
		const bo = person('bo', {realName: 'Bo'});

		expect((await sync(await yaml, values, [ada, bo])).lines).toEqual(['done create ada@example.com', 'done reactivate bo@example.com']);
		expect((await sync(await yaml, values, [ada, bo])).lines.filter(noop)).toEqual([]);
		expect((await sync(await yaml, values, [person('ada', {realName: 'Ada L.'}), person('bo', {deleted: true})])).lines).toEqual([
			'done update ada@example.com',
			'done deactivate bo@example.com',
		]);
		expect((await sync(await yaml, values, [person('ada', {realName: 'Ada L.'}), bo])).lines.filter(noop)).toEqual([
			'done reactivate bo@example.com',
		]);
		expect(users).toEqual([
			{id: 1, email: 'root@example.com', name: 'Root', active: true},
			{id: 2, email: 'bo@example.com', name: 'Bo', active: true, note: 'kept', slackId: 'U0BO'},
			{id: 3, email: 'ada@example.com', name: 'Ada L.', role: 'agent', active: true, slackId: 'U0ADA'},
		]);
	});

	test('251 people in pages of 100', async () => {
		const users: unknown[] = [];
		const values = {JSON_SERVER_URL: await startJsonServer({users})};
		const members = Array.from({length: 251}, (_, index) => person(`p${index}`));
		expect((await sync(await yaml, values, members)).report.outcomes.every(({kind}) => kind === 'done')).toBe(true);
		expect(users).toHaveLength(251);
		expect((await sync(await yaml, values, members)).lines.filter(noop)).toEqual([]);
	}, 60_000);
});
