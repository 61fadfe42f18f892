import {afterAll, beforeAll, describe, expect, test} from 'vitest';

import {person, sync} from '../http-type/sync.ts';
import {hasRabbitMq, type RabbitMq, startRabbitMq} from './rabbitmq.ts';
import {recipe} from './recipe.ts';

interface User {
	readonly name: string;
	readonly tags: string | readonly string[];
	readonly password_hash: string;
}

const noop = (line: string): boolean => !line.startsWith('done noop');

const isWanted = hasRabbitMq || process.env['SLACK_IM_REAL'] === '1';

describe.skipIf(!isWanted)('RabbitMQ, by the recipe in the docs (skipped where rabbitmq-server is not installed)', () => {
	let broker: RabbitMq | undefined;
	const yaml = recipe('rabbitmq');
	beforeAll(async () => {
		broker = await startRabbitMq();
	}, 120_000);
	afterAll(async () => broker?.stop(), 60_000);

	const authorization = `Basic ${btoa('guest:guest')}`;
	const ask = async (path: string, init: {method?: string} = {}): Promise<Response> =>
		fetch(`${broker!.url}/api/${path}`, {...init, headers: {authorization}});
	const users = async (): Promise<User[]> => {
		const all: User[] = JSON.parse(await (await ask('users')).text());
		return all.toSorted((one, other) => (one.name < other.name ? -1 : 1));
	};
	const values = () => ({RABBITMQ_URL: broker!.url, RABBITMQ_USER: 'guest', RABBITMQ_PASSWORD: 'guest'});

	test('create; a rerun writes nothing', async () => {
		const people = [person('ada'), person('zoë/ß', {id: 'U0ZOE'})];
		expect((await sync(await yaml, values(), people)).lines).toEqual(['done create ada@example.com', 'done create zoë/ß@example.com']);
		expect((await users()).map(({name, tags}) => [name, tags])).toEqual([
			['ada@example.com', ['monitoring']],
			['guest', ['administrator']],
			['zoë/ß@example.com', ['monitoring']],
		]);
		expect((await sync(await yaml, values(), people)).lines.filter(noop)).toEqual([]);
	});

	test('an update of the tags keeps the password', async () => {
		const hash = async () => (await users()).find(({name}) => name === 'ada@example.com')?.password_hash;
		const before = await hash();
		const changed = (await yaml).replace('- monitoring', '- management');
		expect((await sync(changed, values(), [person('ada')])).lines).toEqual(['done update ada@example.com']);
		expect((await users())[0]).toMatchObject({tags: ['management']});
		expect(before).toBeTruthy();
		expect(await hash()).toBe(before);
	});

	test('a leaver is deleted, and comes back by a create; guest is never touched', async () => {
		const {lines} = await sync(await yaml, values(), [person('guest', {deleted: true}), person('ada', {deleted: true}), person('bo')]);
		expect(lines.filter(noop)).toEqual(['done create bo@example.com', 'done delete ada@example.com']);
		expect((await sync(await yaml, values(), [person('ada'), person('bo')])).lines.filter(noop)).toEqual(['done create ada@example.com']);
		expect((await users()).map(({name}) => name)).toEqual(['ada@example.com', 'bo@example.com', 'guest', 'zoë/ß@example.com']);
	});

	test('a wrong password ends it, and says where to look', async () => {
		const {exit, report} = await sync(await yaml, {...values(), RABBITMQ_PASSWORD: 'wrong'}, [person('ada')]);
		expect(exit).toBe(5);
		expect(report.error).toMatchObject({
			kind: 'auth',
			status: 401,
			message: expect.stringContaining('GET /api/users answered 401'),
			hint: 'Check the credentials (`auth`, `token` or `headers`).',
		});
	});
});
