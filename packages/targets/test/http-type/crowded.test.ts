import {setTimeout as sleep} from 'node:timers/promises';

import {expect, test} from 'vitest';

import {type Reply, serve} from '../http/server.ts';
import {person, sync} from './sync.ts';

/** A system that takes creates as it is told, and would give whoever asks twice a second account. */
const system = async (take: (insert: () => void, atOnce: number, email: string) => Reply | Promise<Reply>) => {
	const rows: {id: number; email: string}[] = [];
	let underWay = 0;
	const {url} = await serve(async ({method, body}) => {
		if (method === 'GET') return {body: rows};
		const {email}: {email: string} = JSON.parse(body);
		const reply = await take(() => void rows.push({id: rows.length + 1, email}), ++underWay, email);
		underWay--;
		return reply;
	});
	return {url, emails: () => rows.map(({email}) => email)};
};

const yaml = `{type: http, url: "\${URL}", list: {path: users}, attributes: {email: "{{ email }}"}}`;
const crowd = (count: number) => Array.from({length: count}, (_, index) => person(`p${String(index).padStart(3, '0')}`));

test.each([
	[503, 2],
	[500, 4],
])('a system that answers %d to more than %d creates at once gets everybody in one run, and nobody twice', async (status, most) => {
	const {url, emails} = await system(async (insert, atOnce) => {
		if (atOnce > most) return status;
		await sleep(10);
		insert();
		return 201;
	});
	const {lines, exit} = await sync(yaml, {URL: url}, crowd(60));
	expect(lines.filter(line => !line.startsWith('done'))).toEqual([]);
	expect(exit).toBe(0);
	expect([emails().length, new Set(emails()).size]).toEqual([60, 60]);
});

test('a 503 that comes late may be a proxy’s, before a system that still works: nobody is created twice', async () => {
	const late: Promise<void>[] = [];
	const {url, emails} = await system(async (insert, _atOnce, email) => {
		if (email === 'p000@example.com') {
			late.push(sleep(1_600).then(insert));
			await sleep(1_050);
			return 503;
		}
		// One that is made, and seen, after the 503
		if (email === 'p001@example.com') await sleep(1_200);
		insert();
		return 201;
	});
	const {lines, exit} = await sync(yaml, {URL: url}, crowd(8));
	expect(lines).toContainEqual(
		expect.stringMatching(/^failed create p000@example.com \(unknown-outcome: .* answered 503: it may have been created/),
	);
	await Promise.all(late);
	expect([exit, emails().length, new Set(emails()).size]).toEqual([1, 8, 8]);
});
