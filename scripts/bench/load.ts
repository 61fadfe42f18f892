/**
Makes recorded requests against a server, as a process of its own, and prints the milliseconds they took: what a bare client needs for the work that slack-im does.

    node load.ts undici|ky|sequential URL FILE
*/
import {readFileSync} from 'node:fs';
import {request as httpRequest} from 'node:http';

import ky from 'ky';
import {Pool} from 'undici';

const [kind, url = '', file = ''] = process.argv.slice(2);
const bodies: unknown[] = JSON.parse(readFileSync(file, 'utf8'));
const {origin, pathname} = new URL(url);
const headers = {'content-type': 'application/json'};
const concurrency = 16;

const atOnce = async (send: (body: unknown) => Promise<void>): Promise<void> => {
	let next = 0;
	await Promise.all(
		Array.from({length: concurrency}, async () => {
			while (next < bodies.length) await send(bodies[next++]);
		}),
	);
};

const ways: Record<string, () => Promise<void>> = {
	async undici() {
		const pool = new Pool(origin, {connections: concurrency});
		await atOnce(async body => {
			const answer = await pool.request({method: 'POST', path: pathname, headers, body: JSON.stringify(body)});
			JSON.parse(await answer.body.text());
		});
		await pool.close();
	},
	async ky() {
		await atOnce(async body => {
			await ky.post(url, {json: body, retry: 0}).json();
		});
	},
	/** One after the other, a new connection each: what the first version did. */
	async sequential() {
		for (const body of bodies) {
			await new Promise<void>((resolve, reject) => {
				const request = httpRequest(url, {method: 'POST', headers, agent: false}, answer => {
					answer.resume().once('end', resolve);
				});
				request.once('error', reject).end(JSON.stringify(body));
			});
		}
	},
};

const way = ways[kind ?? ''];
if (!way) throw new Error(`load.ts undici|ky|sequential URL FILE, not ${kind}`);
const startedAt = performance.now();
await way();
process.stdout.write(`${performance.now() - startedAt}\n`);
