import * as fc from 'fast-check';
import {expect, test} from 'vitest';

import {member, sync, usualAttributes} from './running.ts';
import {numRuns} from './scenario.ts';
import {createWorld} from './world.ts';

const enormous = 'x'.repeat(1_000_000);

/** What a field of somebody else's might hold. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
	fc.constantFrom<unknown[]>(
		null,
		undefined,
		'',
		' ',
		0,
		-1,
		NaN,
		true,
		[],
		{},
		[[]],
		enormous,
		`\ud800`,
		`a\udc00b`,
		'\u0000',
		'\u202eadmin',
		'__proto__',
		'constructor',
		'{{ email }}',
		'<script>',
		'=1+1',
	),
	fc.string({unit: 'binary', maxLength: 20}),
	fc.constant(JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}')),
);

const fields = [
	'team_id',
	'deleted',
	'is_bot',
	'is_restricted',
	'is_invited_user',
	'is_email_confirmed',
	'real_name',
	'tz',
	'locale',
	'profile',
	'__proto__',
	'constructor',
	'toString',
];
const profileFields = ['email', 'real_name', 'display_name', 'first_name', 'title', 'phone', 'bot_id', '__proto__'];

const record = (names: readonly string[]) =>
	fc.array(fc.tuple(fc.constantFrom(...names), junk), {maxLength: 6}).map(entries => {
		const made: Record<string, unknown> = {};
		for (const [name, value] of entries) Object.defineProperty(made, name, {value, enumerable: true, configurable: true, writable: true});
		return made;
	});

/** A member that means harm; the marker is in every text that it may leave somewhere. */
const intruder = fc
	.tuple(fc.nat({max: 5}), record(fields), record(profileFields), fc.boolean())
	.map(([index, own, profile, keepsProfile]) => ({
		marker: `intruder${index}`,
		member: {
			id: `UX${index}`,
			team_id: 'T01',
			...own,
			...(keepsProfile && {profile: {email: `intruder${index}@example.com`, real_name: `intruder${index}`, ...profile}}),
		},
	}));
const odd = fc.oneof({weight: 1, arbitrary: junk}, {weight: 2, arbitrary: record(['id', ...fields])});

const attributes = {...usualAttributes, title: '{{ title }}', note: {value: {lines: ['{{ realName }}', '{{ phone }}']}}};

test('whatever a member holds, no run ends early, and nothing of it reaches another person', async () => {
	const alone = createWorld();
	await sync(alone.target, [member('ada')], {attributes});
	const [expected] = [...alone.rows.values()];

	await fc.assert(
		fc.asyncProperty(
			fc.uniqueArray(intruder, {maxLength: 5, selector: ({marker}) => marker}),
			fc.array(odd, {maxLength: 3}),
			async (intruders, odds) => {
				const world = createWorld();
				const {run, exit} = await sync(world.target, [...intruders.map(it => it.member), member('ada'), ...odds], {attributes});
				expect(run.bug).toBeUndefined();
				expect(run.targets[0]).toMatchObject({state: 'applied'});
				expect([0, 1]).toContain(exit);
				const ada = [...world.rows.values()].find(({attributes: {email}}) => email === 'ada@example.com');
				expect(ada?.attributes).toEqual(expected!.attributes);
				for (const {slackId, attributes: sent} of world.made.values()) {
					const text = JSON.stringify(sent);
					const others = intruders.filter(({member: {id}}) => id !== slackId);
					expect(others.filter(({marker}) => text.includes(marker))).toEqual([]);
					expect(text.length).toBeLessThan(10_000);
					expect(text).not.toMatch(/\\ud[89a-f]/);
				}
				expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
			},
		),
		{numRuns},
	);
}, 120_000);
