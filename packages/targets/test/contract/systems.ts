import type {Draft} from '@slack-im/core';

import {memoryTarget} from '../../src/memory.ts';
import type {TestSystem} from '../../src/testing/index.ts';

/** Person number 0, 1, 2, …: the account that most systems here can hold. */
export const draft = (number: number): Draft => ({
	slackId: `U0P${number}`,
	attributes: {email: `person${number}@example.com`, name: `Person ${number}`},
	secrets: {password: `pw-${number}-x8Kd2`},
});

/** The smallest legal target. Its accounts outlive a target that is closed. */
export const memorySystem = (): TestSystem => {
	const target = memoryTarget({
		unique: ['email'],
		slackIdAt: 'slackId',
		accounts: [{id: 'a', keys: {}, active: true, attributes: {name: 'Came with it'}}],
	});
	return {open: () => target, draft};
};
