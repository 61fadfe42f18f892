import {expect, test} from 'vitest';

import {explain} from '../src/index.ts';
import {member, row, setupOf, sourceOf, usualAttributes} from './running.ts';
import {createWorld} from './world.ts';

test('explaining one person opens every target, writes nothing, and shows the whole way', async () => {
	const world = createWorld({accounts: [row('ada', {attributes: {name: 'A.'}})]});
	const explanation = await explain({
		source: sourceOf([member('ada'), member('ben')]),
		people: {},
		targets: [setupOf(world.target)],
		signal: new AbortController().signal,
		person: 'ada@example.com',
	});
	expect(explanation).toMatchObject({
		verdict: {kind: 'in'},
		targets: [
			{
				keys: [
					{name: 'email', value: 'ada@example.com'},
					{name: 'userId', value: 'ada'},
				],
				operation: {kind: 'update'},
			},
		],
	});
	expect(world.writes()).toEqual([]);
});

test('a function of the config that fails for the person is told with all else that is known', async () => {
	const world = createWorld({accounts: [row('ben')]});
	const explained = await explain({
		source: sourceOf([member('ada'), member('ben')]),
		people: {},
		targets: [setupOf(world.target, {attributes: {...usualAttributes, title: () => JSON.parse('')}})],
		signal: new AbortController().signal,
		person: 'ben@example.com',
	});
	expect(explained?.targets).toMatchObject([
		{
			keys: [
				{name: 'email', value: 'ben@example.com'},
				{name: 'userId', value: 'ben'},
			],
			attributes: {},
			conflicts: [{kind: 'unmappable', message: expect.stringContaining('attributes.title')}],
		},
	]);
});
