import {expect, test} from 'vitest';

import {scrub} from '../src/session/scrub.ts';

const secret = 'generated-Pass-4711';

const told = (error: unknown): string => {
	const scrubbed = scrub(error, [secret]);
	return scrubbed instanceof Error
		? JSON.stringify([scrubbed.message, scrubbed.stack, scrubbed.cause, Object.entries(scrubbed)])
		: JSON.stringify(scrubbed);
};

const ring = (): Error => {
	const error = new Error(`no ${secret}`);
	error.cause = error;
	return error;
};

test.each([
	['an error', new Error(`no ${secret}`)],
	['its cause', new Error('no', {cause: new Error(secret)})],
	['its hint', Object.assign(new Error('no'), {hint: `not ${secret}`})],
	['one that cannot be changed', Object.freeze(new Error(secret))],
	['one that is its own cause', ring()],
	['a text', `no ${secret}`],
	['an object', {body: secret}],
])('%s is told without the secret', (_what, thrown) => {
	expect(told(thrown)).not.toContain(secret);
});

test('what is no error keeps its kind: the engine goes by that alone', () => {
	expect(scrub({kind: 'exists', body: secret}, [secret])).toEqual({kind: 'exists', body: '[redacted]'});
});

test('what the engine goes by stays: kind, status, name and cause', () => {
	const error = Object.assign(new Error('full', {cause: new Error('disk')}), {name: 'TargetError', kind: 'refused', status: 422});
	expect(scrub(error, [secret])).toMatchObject({
		name: 'TargetError',
		message: 'full',
		kind: 'refused',
		status: 422,
		cause: {message: 'disk'},
	});
});
