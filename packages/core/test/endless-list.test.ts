import {describe, expect, test} from 'vitest';

import type {Account, Target} from '../src/index.ts';
import {crowd, sync} from './running.ts';

const account = (number: number): Account => ({id: String(number), keys: {email: `a${number}@example.com`}, active: true, attributes: {}});

/** New accounts for ever. */
const endless = (pause: () => Promise<void>): Target & {readonly made: () => number} => {
	let made = 0;
	return {
		made: () => made,
		async *list() {
			for (;;) {
				await pause();
				yield account(made++);
			}
		},
		create: async () => ({}),
	};
};

describe('a list that never ends', () => {
	test('is refused after limits.rows', async () => {
		const target = endless(async () => {});
		const {report, exit} = await sync(target, crowd(3), {policy: {limits: {rows: 2_000}}});
		expect(exit).toBe(5);
		expect(report.error).toMatchObject({
			kind: 'invalid-answer',
			message: 'dev-server: the list of accounts goes on after 2000 rows',
			hint: expect.stringContaining('`limits: {rows}`'),
		});
		expect(target.made()).toBeLessThanOrEqual(2_001);
	});

	test.each([
		['150,000 rows for a few people', 3, 150_000],
		['20 rows for each of many people', 8_000, 160_000],
	])('without limits.rows it is refused after %s', async (_sentence, people, rows) => {
		const {report} = await sync(
			endless(async () => {}),
			crowd(people),
		);
		expect(report.error).toMatchObject({message: `dev-server: the list of accounts goes on after ${rows} rows`});
	});

	test('is refused as early where only the list after the writes is endless', async () => {
		const target = endless(async () => {});
		let lists = 0;
		const late: Target = {
			...target,
			async *list(call) {
				if (lists++ > 0) yield* target.list!(call);
			},
		};
		const {report, exit} = await sync(late, crowd(3));
		expect([exit, report.error?.message]).toEqual([5, expect.stringContaining('the list of accounts goes on after 150000 rows')]);
	});

	test('is refused earlier where its rows are large', async () => {
		const large = {email: 'x'.repeat(500_000)};
		const target = endless(async () => {});
		const fat: Target = {
			...target,
			async *list(call) {
				for await (const each of target.list!(call)) yield {...each, attributes: large};
			},
		};
		const {report, exit} = await sync(fat, crowd(3));
		expect([exit, report.error?.hint]).toEqual([5, expect.stringContaining('`limits: {rows}`')]);
		expect(target.made()).toBeLessThan(100);
	});

	test('is not refused at just so many', async () => {
		const target: Target = {
			async *list() {
				for (let number = 0; number < 5; number++) yield account(number);
			},
			create: async () => ({}),
		};
		expect((await sync(target, crowd(3), {policy: {limits: {rows: 5}}})).report).toMatchObject({state: 'applied', accounts: 5});
	});

	test('ends after limits.readTimeout, also where the target ignores its signal', async () => {
		const target = endless(async () => new Promise(resolve => setTimeout(resolve, 1)));
		const {report, exit} = await sync(target, crowd(3), {policy: {limits: {readTimeout: '100ms'}}});
		expect(exit).toBe(5);
		expect(report.error).toMatchObject({
			kind: 'unavailable',
			message: 'dev-server: the list of accounts was not read to its end within 0.1 s',
			hint: expect.stringContaining('`limits: {readTimeout}`'),
		});
		const made = target.made();
		await new Promise(resolve => setTimeout(resolve, 20));
		expect(target.made()).toBeLessThanOrEqual(made + 1);
	});
});
