import {expect, test} from 'vitest';

import {createTurns} from '../../src/scim/turns.ts';

test('parts run together, a whole runs alone, in the order they came, and a failure holds nobody up', async () => {
	const turns = createTurns();
	const log: string[] = [];
	const write = (name: string) => async () => {
		log.push(`${name} begins`);
		await Promise.resolve();
		log.push(`${name} ends`);
		if (name === 'b') throw new Error('b');
	};
	await Promise.allSettled([
		turns.together(write('a')),
		turns.together(write('b')),
		turns.alone(write('whole')),
		turns.together(write('c')),
		turns.alone(write('last')),
	]);
	expect(log).toEqual([
		'a begins',
		'b begins',
		'a ends',
		'b ends',
		'whole begins',
		'whole ends',
		'c begins',
		'c ends',
		'last begins',
		'last ends',
	]);
});
