import assert from 'node:assert/strict';

import {errorKind, foundAccounts, type Json} from '@slack-im/core';

import {check} from '../check.ts';
import {ending, type Session} from '../session.ts';

const odd = 'Zoë O’Neil-𝒳 王小明 🦉 "q" <b>&amp;</b> \\n %41+ ؟';

/** A value that was cleared is not there, null, or empty. */
const isCleared = (value: Json | undefined): boolean =>
	value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const createdWith = async (session: Session, value: string): Promise<void> => {
	const {system, attribute, act, account} = session;
	const draft = system.draft(0);
	const named = {...draft, attributes: {...draft.attributes, [attribute]: value}};
	await act(async (target, call) => target.create(named, call));
	assert.equal((await account(draft)).attributes[attribute], value);
};

const updatedTo = async (session: Session, value: Json, times = 1): Promise<Json | undefined> => {
	const {system, attribute, act, account, change} = session;
	await session.create(0, 1);
	const before = await account(system.draft(0));
	for (let time = 0; time < times; time++) {
		const now = await account(system.draft(0));
		await act(async (target, call) => target.update?.(now, [change(now, value)], call));
	}
	const after = await account(system.draft(0));
	const {[attribute]: _changed, ...rest} = after.attributes;
	const {[attribute]: _old, ...kept} = before.attributes;
	assert.deepEqual(rest, kept, 'other attributes are as they were');
	assert.equal(after.id, before.id, 'it is the same account');
	assert.equal(after.active, before.active, 'its state is as it was');
	assert.notEqual((await account(system.draft(1))).attributes[attribute], value, 'nobody else was changed');
	return after.attributes[attribute];
};

const switchedOff = async (session: Session, times = 1): Promise<void> => {
	const {system, act, account} = session;
	await session.create(0, 1);
	const before = await account(system.draft(0));
	for (let time = 0; time < times; time++) {
		const now = await account(system.draft(0));
		await act(async (target, call) => target.deactivate?.(now, call));
	}
	const after = await account(system.draft(0));
	assert.equal(after.active, false, 'it is inactive');
	assert.deepEqual(after.attributes, before.attributes, 'its attributes are untouched');
	assert.equal((await account(system.draft(1))).active, true, 'nobody else was changed');
};

/** What writing owes: what was asked, to the one account, and the same when it is asked twice. */
export const writing = [
	check('a created account holds what the draft said, and is active', ['look'], async ({system, act, account, target}) => {
		const draft = system.draft(0);
		const {existed} = await act(async (target, call) => target.create(draft, call));
		const made = await account(draft);
		assert.notEqual(existed, true, 'it was not there before');
		assert.equal(made.active, true, 'it is active');
		for (const [name, value] of Object.entries(made.attributes))
			if (name in draft.attributes) assert.deepEqual(value, draft.attributes[name], `${name} is as in the draft`);
		if (target.slackIdAt !== undefined) assert.equal(made.slackId, draft.slackId, 'it carries the Slack id');
		for (const secret of Object.values(draft.secrets)) assert.ok(!JSON.stringify(made).includes(secret), 'no secret is shown');
	}),
	check('an id that a create tells is the one that is listed', ['look'], async ({system, act, account}) => {
		const {id} = await act(async (target, call) => target.create(system.draft(0), call));
		if (id !== undefined) assert.equal((await account(system.draft(0))).id, id);
	}),
	check('a name in any script comes back as it was sent', ['look'], async session => createdWith(session, odd)),
	check(
		'a second create of one person says that it exists, and makes no second account',
		['look', 'duplicates'],
		async ({system, act, accounts}) => {
			const draft = system.draft(0);
			await act(async (target, call) => target.create(draft, call));
			const again = await act(async (target, call) =>
				target.create(draft, call).then(
					({existed}) => (existed === true ? 'exists' : 'created'),
					(error: unknown) => errorKind(error),
				),
			);
			assert.equal(again, 'exists');
			assert.equal((await accounts(draft)).length, 1, 'there is one account');
		},
	),
	check('a second create says that it exists, where that is declared', ['duplicates'], async ({system, act}) => {
		await act(async (target, call) => target.create(system.draft(0), call));
		const again = await act(async (target, call) =>
			target.create(system.draft(0), call).then(({existed}) => (existed === true ? 'exists' : 'created'), errorKind),
		);
		assert.equal(again, 'exists');
	}),

	check('find finds by the key', ['find'], async ({system, key, keyOf, create, act}) => {
		await create(0, 1);
		const wanted = keyOf(system.draft(1));
		const found = await act(async (target, call) => target.find?.({[key]: wanted, slackId: 'U0NOBODY'}, call));
		assert.deepEqual(
			foundAccounts(found).map(({keys}) => keys[key]),
			[wanted],
		);
	}),
	check('find finds by the Slack id', ['find', 'slackId'], async ({system, create, act}) => {
		await create(0, 1);
		const {slackId} = system.draft(1);
		const found = await act(async (target, call) => target.find?.({slackId}, call));
		assert.deepEqual(
			foundAccounts(found).map(account => account.slackId),
			[slackId],
		);
	}),
	check('find finds nobody where there is nobody', ['find'], async ({system, key, keyOf, create, act}) => {
		await create(0);
		const nobody = system.draft(99);
		const found = await act(async (target, call) => target.find?.({[key]: keyOf(nobody), slackId: nobody.slackId}, call));
		assert.deepEqual(foundAccounts(found), []);
	}),

	check('an update changes that attribute, and nothing else', ['look', 'update'], async session =>
		assert.equal(await updatedTo(session, 'Somebody Else'), 'Somebody Else'),
	),
	check('an update said twice does the same', ['look', 'update'], async session =>
		assert.equal(await updatedTo(session, 'Somebody Else', 2), 'Somebody Else'),
	),
	check('an update to a name in any script comes back as it was sent', ['look', 'update'], async session =>
		assert.equal(await updatedTo(session, odd), odd),
	),
	check('an update to null clears', ['look', 'update'], async session =>
		assert.ok(isCleared(await updatedTo(session, null)), 'the attribute is cleared'),
	),
	check('a Slack id can be added to an account', ['look', 'update', 'slackId'], async ({system, act, account, target}) => {
		await act(async (target, call) => target.create(system.draft(0), call));
		const before = await account(system.draft(0));
		const to = 'U0NEWLINK';
		await act(async (opened, call) => opened.update?.(before, [{attribute: String(target.slackIdAt), from: before.slackId, to}], call));
		assert.equal((await account(system.draft(0))).slackId, to);
	}),
	check('an update of an account that is gone is not found', ['list', 'update', 'delete'], async ({system, act, account, change}) => {
		await act(async (target, call) => target.create(system.draft(0), call));
		const gone = await account(system.draft(0));
		await act(async (target, call) => target.delete?.(gone, call));
		assert.equal(await ending(act(async (target, call) => target.update?.(gone, [change(gone, 'x')], call))), 'not-found');
	}),

	check('deactivate makes inactive, and changes nothing else', ['look', 'deactivate'], async session => switchedOff(session)),
	check('deactivate said twice does the same', ['look', 'deactivate'], async session => switchedOff(session, 2)),
	check('reactivate makes active again, and changes nothing else', ['look', 'deactivate', 'reactivate'], async session => {
		const {system, act, account} = session;
		await switchedOff(session);
		const before = await account(system.draft(0));
		for (let time = 0; time < 2; time++) {
			const now = await account(system.draft(0));
			await act(async (target, call) => target.reactivate?.(now, call));
		}
		const after = await account(system.draft(0));
		assert.equal(after.active, true, 'it is active again');
		assert.deepEqual(after.attributes, before.attributes, 'its attributes are untouched');
	}),
	check('delete takes away that account, and said twice does the same', ['look', 'delete'], async session => {
		const {system, act, account, accounts} = session;
		await session.create(0, 1);
		const gone = await account(system.draft(0));
		await act(async (target, call) => target.delete?.(gone, call));
		assert.ok(
			['done', 'not-found'].includes(await ending(act(async (target, call) => target.delete?.(gone, call)))),
			'a second time is no other failure',
		);
		assert.deepEqual(await accounts(system.draft(0)), [], 'it is gone');
		assert.equal((await accounts(system.draft(1))).length, 1, 'nobody else is');
	}),
];
