import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {TargetError, type Change, type Operation, type Update} from '../src/index.ts';
import {inWaves, withoutSwaps} from '../src/decide/order.ts';
import {member, row, sync} from './running.ts';
import {apply, save} from './saved.ts';
import {createWorld} from './world.ts';

const unique = new Set(['userId', 'email']);

/** `kim: a → b` gives kim's account, which holds the userId a, the userId b. */
const update = (text: string, matchedBy = 'slackId'): Update => {
	const [, who, from, to] = /^(\w+): (\w*) → (\w*)$/.exec(text)!;
	return {
		kind: 'update',
		person: {slackId: `U${who!.toUpperCase()}`, name: who!},
		key: who!,
		account: row(who!),
		matchedBy,
		changes: [{attribute: 'userId', from: from === '' ? undefined : from!, to: to!}],
	};
};

const changesOf = (operation: Operation): readonly Change[] => ('changes' in operation ? (operation.changes ?? []) : []);

const inWords = (operations: readonly Update[]): string[] =>
	inWaves(operations, unique).map(wave =>
		wave
			.map(({operation, park}) => {
				const [change] = park ?? changesOf(operation);
				return `${operation.key}: ${JSON.stringify(change!.from)} → ${JSON.stringify(change!.to)}${park ? ' (for now)' : ''}`;
			})
			.join(', ')
			.replaceAll('"', ''),
	);

const swap = (who: string, from: string, to: string): Update => ({...update(`${who}: x → y`), changes: [{attribute: 'email', from, to}]});

const both = (who: string, from: string, to: string): Update => ({
	...update(`${who}: x → y`),
	changes: [
		{attribute: 'email', from: `${from}@x.example`, to: `${to}@x.example`},
		{attribute: 'login', from, to},
		{attribute: 'room', from, to},
	],
});

describe('writes are sent in an order in which no account is given what another one still holds', () => {
	test.each<[string, string[], string[]]>([
		['nothing is handed on: all at once', ['ann: a → x', 'ben: b → y'], ['ann: a → x, ben: b → y']],
		['who gives it up comes first', ['ann: a → b', 'ben: b → c'], ['ben: b → c', 'ann: a → b']],
		['a chain, from its end', ['ann: a → b', 'ben: b → c', 'cem: c → d'], ['cem: c → d', 'ben: b → c', 'ann: a → b']],
		['letter case is the same value', ['ann: a → B', 'ben: b → c'], ['ben: b → c', 'ann: a → B']],
		['letter case alone is in nobody’s way', ['ann: a → A'], ['ann: a → A']],
		[
			'two that hold each other’s: one gives way for the time being',
			['ann: a → b', 'ben: b → a'],
			['ann: a → slack-im-swap-uann (for now)', 'ben: b → a', 'ann: slack-im-swap-uann → b'],
		],
		[
			'a ring of three, and one that waits for it',
			['ann: a → b', 'ben: b → c', 'cem: c → a', 'dan: d → e', 'eve: e → f'],
			['eve: e → f', 'dan: d → e', 'ann: a → slack-im-swap-uann (for now)', 'cem: c → a', 'ben: b → c', 'ann: slack-im-swap-uann → b'],
		],
	])('%s', (_sentence, operations, waves) => {
		expect(inWords(operations.map(text => update(text)))).toEqual(waves);
	});

	test('an e-mail stays one', () => {
		const [[first] = []] = inWaves([swap('ann', 'a@x.example', 'b@x.example'), swap('ben', 'b@x.example', 'a@x.example')], unique);
		expect(first?.park).toEqual([{attribute: 'email', from: 'a@x.example', to: 'slack-im-swap-uann@x.example'}]);
	});

	test('what is made of the e-mail gives way with it, where the other one is to get it', () => {
		const [[first] = []] = inWaves([both('ann', 'a', 'b'), both('ben', 'b', 'a')], unique, {ofEmail: ['login']});
		expect(first?.park?.map(({attribute}) => attribute)).toEqual(['email', 'login']);
		expect(first?.least?.map(({attribute}) => attribute)).toEqual(['email']);
	});

	test('where the value becomes the id, the account is then written under the new one: the old one is another’s by then', () => {
		const waves = inWaves([update('ann: a → b'), update('ben: b → a')], unique, {idAt: 'userId'});
		expect(waves.flat().map(({operation}) => ('account' in operation ? operation.account?.id : ''))).toEqual([
			'id-ann',
			'id-ben',
			'slack-im-swap-uann',
		]);
	});

	test('any exchange of values ends as it should, and no value is held twice on the way', () => {
		const permutation = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f'], {minLength: 6});
		fc.assert(
			fc.property(permutation, targets => {
				const names = ['a', 'b', 'c', 'd', 'e', 'f'];
				const operations = names
					.map((name, index) => update(`p${name}: ${name} → ${targets[index]!}`))
					.filter(({changes: [change]}) => change!.from !== change!.to);
				const holds = new Map<string, unknown>(names.map(name => [`p${name}`, name]));
				for (const wave of inWaves(operations, unique)) {
					for (const {operation, park} of wave) {
						const [change] = park ?? changesOf(operation);
						expect(holds.get(operation.key)).toBe(change!.from);
						holds.set(operation.key, change!.to);
						expect(new Set(holds.values()).size).toBe(names.length);
					}
				}
				expect([...holds.values()]).toEqual(targets);
			}),
		);
	});
});

const swapped = (slackIdAt: string | undefined) => {
	const link = (id: string) => (slackIdAt === undefined ? {} : {slackId: id});
	return createWorld({
		unique: ['email', 'userId'],
		slackIdAt,
		accounts: [
			row('ann', {
				...link('UANN'),
				keys: {email: 'ben@example.com', userId: 'ann'},
				attributes: {email: 'ben@example.com', userId: 'ann', name: 'ann'},
			}),
			row('ben', {
				...link('UBEN'),
				keys: {email: 'ann@example.com', userId: 'ben'},
				attributes: {email: 'ann@example.com', userId: 'ben', name: 'ben'},
			}),
		],
	});
};

const holder = (name: string, other: string) =>
	row(name, {
		slackId: `U${name.toUpperCase()}`,
		keys: {},
		attributes: {mail: `${other}@example.com`, login: other, name},
	});

describe('accounts that hold each other’s values', () => {
	test('are one conflict that names both, where not all of them are tied by Slack id', () => {
		const {operations, conflicts} = withoutSwaps(
			[update('ann: a → b', 'email'), update('ben: b → a', 'email'), update('cem: c → a', 'email'), update('dan: x → y', 'email')],
			unique,
		);
		expect(conflicts).toMatchObject([{kind: 'swapped', people: [{slackId: 'UANN'}, {slackId: 'UBEN'}], on: {key: 'userId', value: 'a'}}]);
		expect(operations.map(({key}) => key)).toEqual(['cem', 'dan']);
	});

	const attributes = {email: '{{ email }}', name: '{{ name }}'};

	test('are settled in one run, where they are tied by Slack id', async () => {
		const world = swapped('ext');
		const {lines, exit} = await sync(world.target, [member('ann'), member('ben')], {attributes, policy: {match: ['email']}});
		expect(lines).toEqual(['done update ann@example.com', 'done update ben@example.com']);
		expect([world.rows.get('id-ann')!.keys['email'], world.rows.get('id-ben')!.keys['email']]).toEqual([
			'ann@example.com',
			'ben@example.com',
		]);
		expect(exit).toBe(0);
	});

	test('also where the target takes no login twice that is made of the e-mail, and where the e-mail has another name', async () => {
		const world = createWorld({
			unique: ['mail', 'login'],
			slackIdAt: 'ext',
			accounts: [holder('ann', 'ben'), holder('ben', 'ann')],
		});
		const {lines, exit} = await sync(world.target, [member('ann'), member('ben')], {
			attributes: {mail: '{{ email }}', login: '{{ email | local_part }}', name: '{{ name }}'},
			policy: {match: ['email']},
		});
		expect(lines).toEqual(['done update ann@example.com', 'done update ben@example.com']);
		expect(exit).toBe(0);
	});

	test('are given back what they had where the exchange is refused', async () => {
		const world = createWorld({
			unique: ['email'],
			slackIdAt: 'ext',
			accounts: [...swapped('ext').rows.values()],
			fault: ({about, changes = []}) =>
				about === 'id-ben' && changes.some(({to}) => to === 'ben@example.com') ? {before: new TargetError('refused', 'no')} : undefined,
		});
		const {exit} = await sync(world.target, [member('ann'), member('ben')], {attributes, policy: {match: ['email']}});
		expect([world.rows.get('id-ann')!.keys['email'], world.rows.get('id-ben')!.keys['email']]).toEqual([
			'ben@example.com',
			'ann@example.com',
		]);
		expect(exit).toBe(1);
	});

	test('are settled by a saved plan that was cut off between the two, when it is applied again', async () => {
		const world = swapped('ext');
		const options = {attributes, policy: {match: ['email']}};
		const file = await save(world.target, [member('ann'), member('ben')], options);
		const stop = new AbortController();
		let writes = 0;
		const update: typeof world.target.update = async (...call) => {
			if (writes++ > 0) {
				stop.abort('SIGTERM');
				throw new Error('killed');
			}
			return world.target.update!(...call);
		};
		await apply({...world.target, update}, file, {...options, signal: stop.signal});
		expect(world.rows.get('id-ann')!.keys['email']).toBe('slack-im-swap-uann@example.com');
		expect((await apply(world.target, file, options)).exit).toBe(0);
	});

	test.each([0, 1, 2])('and by the next run, where the first was killed at write %i', async at => {
		const world = swapped('ext');
		const stop = new AbortController();
		let writes = 0;
		const update: typeof world.target.update = async (...call) => {
			if (writes++ === at) {
				stop.abort('SIGTERM');
				throw new Error('killed');
			}
			return world.target.update!(...call);
		};
		const options = {attributes, policy: {match: ['email']}};
		await sync({...world.target, update}, [member('ann'), member('ben')], {...options, signal: stop.signal});
		const {exit} = await sync(world.target, [member('ann'), member('ben')], options);
		expect([world.rows.get('id-ann')!.keys['email'], world.rows.get('id-ben')!.keys['email']]).toEqual([
			'ann@example.com',
			'ben@example.com',
		]);
		expect(exit).toBe(0);
	});
});
