/**
Measures what slack-im promises about speed and size, each figure beside its limit, as ratios within one run: the machine may be noisy, both sides are then slow. Servers run in a process of their own. Exits 1 when a bound is passed.

    node scripts/bench.ts [--people N] [--many N] [--rounds N]
*/
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';

import {spawnSandbox} from '@slack-im/sandbox';

import {bundle, script, sync, type Sync} from './bench/slack-im.ts';

const {values} = parseArgs({
	options: {people: {type: 'string', default: '1500'}, many: {type: 'string', default: '100000'}, rounds: {type: 'string', default: '5'}},
});
const people = Number(values.people);
const many = Number(values.many);
const rounds = Number(values.rounds);

interface Figure {
	readonly what: string;
	readonly value: number;
	readonly unit: string;
	readonly goal?: number;
	readonly bound: number;
	readonly atLeast?: boolean;
}

const figures: Figure[] = [];
const note = (figure: Figure): void => {
	figures.push(figure);
	const {what, value, unit, goal, bound, atLeast} = figure;
	const holds = atLeast ? value >= bound : value <= bound;
	const limit = `${atLeast ? '≥' : '≤'} ${bound}${unit}${goal === undefined ? '' : ` (goal ${goal}${unit})`}`;
	console.log(`${holds ? 'ok  ' : 'FAIL'}  ${what.padEnd(74)} ${value.toFixed(2).padStart(9)}${unit.padEnd(4)} ${limit}`);
};
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** Accounts of a page. */
const pageSize = 500;

/** Creates: slack-im, a bare pool and bare ky in turn, on an emptied server each time. */
const firstSync = async (latency: number, goal: number, bound: number): Promise<void> => {
	const sandbox = await spawnSandbox(['--people', String(people), '--plain', '--latency', String(latency)]);
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-bench-'));
	const file = path.join(folder, 'bodies.json');
	const {url} = sandbox.addresses.devServer;
	try {
		const times: Record<'slackIm' | 'undici' | 'ky', number[]> = {slackIm: [], undici: [], ky: []};
		for (let round = 0; round < rounds; round++) {
			await sandbox.devServer.call('reset');
			await sandbox.devServer.forgetRequests();
			times.slackIm.push(sync(sandbox, pageSize).apply);
			if (round === 0) {
				const requests = await sandbox.devServer.requests();
				const posts = requests.filter(({method}) => method === 'POST');
				writeFileSync(file, JSON.stringify(posts.map(({body}) => body)));
				note({
					what: `${latency} ms: requests beyond one for each person and one for each page`,
					// One page before the writes, and all pages once more after them; the account of the start is one of them
					value: requests.length - people - 1 - Math.ceil((people + 1) / pageSize),
					unit: '',
					bound: 0,
				});
			}
			for (const kind of ['undici', 'ky'] as const) {
				await sandbox.devServer.call('reset');
				times[kind].push(Number(script('load.ts', kind, url, file)));
			}
		}
		const ours = median(times.slackIm);
		console.log(
			`      ${people} creates at ${latency} ms, median of ${rounds}: slack-im ${ours.toFixed(0)} ms, undici ${median(times.undici).toFixed(0)} ms, ky ${median(times.ky).toFixed(0)} ms`,
		);
		note({what: `${latency} ms: apply of a first sync ÷ bare undici pool`, value: ours / median(times.undici), unit: '×', goal, bound});
		if (latency === 20) {
			const few = path.join(folder, 'few.json');
			const share = 200;
			writeFileSync(few, JSON.stringify(Array.from({length: share}, (_, index) => ({userId: `s${index}`, name: 'Sequential'}))));
			await sandbox.devServer.call('reset');
			const sequential = (Number(script('load.ts', 'sequential', url, few)) / share) * people;
			note({
				what: '20 ms: a sequential loop with a new connection each ÷ slack-im',
				value: sequential / ours,
				unit: '×',
				bound: 12,
				atLeast: true,
			});
		}
	} finally {
		rmSync(folder, {recursive: true, force: true});
		await sandbox.stop();
	}
};

const total = ({source, list, apply}: Sync): number => source + list + apply;

/** Nothing to change: read, compare, find nothing. */
const nothingToChange = async (count: number): Promise<number> => {
	const sandbox = await spawnSandbox(['--people', String(count), '--plain', '--keep-requests', 'false']);
	const {slack, devServer} = sandbox.addresses;
	try {
		sync(sandbox, pageSize); // Everybody gets an account first
		const runs = Array.from({length: 3}, () => ({
			ours: sync(sandbox, pageSize),
			least: Number(script('fetch-all.ts', slack.url, slack.token, devServer.url, String(pageSize))),
		}));
		const ours = median(runs.map(run => total(run.ours)));
		const least = median(runs.map(run => run.least));
		console.log(
			`      ${count} people and accounts, nothing to change, median of 3: slack-im ${ours.toFixed(0)} ms, fetching and parsing ${least.toFixed(0)} ms`,
		);
		if (count === many) {
			note({what: `${count} people: compared ÷ merely fetched and parsed`, value: ours / least, unit: '×', goal: 2, bound: 2.5});
			note({
				what: `${count} people: most memory held (maxRSS)`,
				value: Math.max(...runs.map(run => run.ours.memory)),
				unit: ' MB',
				bound: 400,
			});
		}
		return ours;
	} finally {
		await sandbox.stop();
	}
};

/** The whole process: start, read, compare, reports, exit. Node alone and slack-im in turn. */
const nothingSlow = async (count: number): Promise<void> => {
	const sandbox = await spawnSandbox(['--people', String(count), '--plain', '--keep-requests', 'false']);
	try {
		sync(sandbox, pageSize); // All get an account first, and the compiled code is kept
		const runs = Array.from({length: 15}, () => {
			const startedAt = performance.now();
			spawnSync(process.execPath, ['-e', '0']);
			return {node: performance.now() - startedAt, ours: sync(sandbox, pageSize).whole};
		});
		const [ours, node] = [median(runs.map(run => run.ours)), median(runs.map(run => run.node))];
		console.log(
			`      ${count} people, nothing to do, the whole process, median of 15: slack-im ${ours.toFixed(0)} ms, node -e 0 ${node.toFixed(0)} ms`,
		);
		note({what: `${count} people, nothing to do: the whole process ÷ node -e 0`, value: ours / node, unit: '×', goal: 6, bound: 14});
	} finally {
		await sandbox.stop();
	}
};

/** Milliseconds of the fastest of 20 starts of Node. */
const bestStart = (args: readonly string[]): number =>
	Math.min(
		...Array.from({length: 20}, () => {
			const startedAt = performance.now();
			spawnSync(process.execPath, args);
			return performance.now() - startedAt;
		}),
	);

note({
	what: 'slack-im --version ÷ node -e 0, best of 20',
	value: bestStart([bundle, '--version']) / bestStart(['-e', '0']),
	unit: '×',
	bound: 1.5,
});
await nothingSlow(100);
await firstSync(20, 1.15, 1.25);
await firstSync(5, 1.5, 1.8);
const once = await nothingToChange(many);
const twice = await nothingToChange(2 * many);
note({what: `${2 * many} people ÷ ${many} people`, value: twice / once, unit: '×', bound: 2.5});

const failed = figures.filter(({value, bound, atLeast}) => (atLeast ? value < bound : value > bound)).length;
console.log(`\n${figures.length - failed} within their bounds, ${failed} not`);
process.exitCode = failed === 0 ? 0 : 1;
