/**
Breaks `packages/core` on purpose, one small way at a time, and shows which test turns red. The work tree is not touched: each breakage is made in a copy. Exits 1 when a breakage survives, or when its text is not in the code any more.

    node scripts/mutants.ts [--only TEXT] [--parallel N]
*/
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {parseArgs, styleText} from 'node:util';

import {mutants} from './mutants/list.ts';
import type {Mutant} from './mutants/mutant.ts';

const {values} = parseArgs({options: {only: {type: 'string', default: ''}, parallel: {type: 'string', default: '2'}}});
const root = path.resolve(import.meta.dirname, '..');
const core = path.join(root, 'packages/core');
const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-mutants-'));

/** A copy of the package in which tests run as in the original. Its caches are its own. */
const copy = (name: string): string => {
	const home = path.join(folder, name);
	const to = path.join(home, 'packages/core');
	mkdirSync(path.join(to, 'node_modules'), {recursive: true});
	for (const part of ['src', 'test', 'package.json', 'vitest.config.ts', 'README.md'])
		if (existsSync(path.join(core, part))) cpSync(path.join(core, part), path.join(to, part), {recursive: true});
	cpSync(path.join(root, 'vitest.base.ts'), path.join(home, 'vitest.base.ts'));
	symlinkSync(path.join(root, 'node_modules'), path.join(home, 'node_modules'));
	for (const entry of readdirSync(path.join(core, 'node_modules'))) {
		if (!entry.startsWith('.')) symlinkSync(path.join(core, 'node_modules', entry), path.join(to, 'node_modules', entry));
	}
	return to;
};

interface Report {
	readonly testResults: readonly {
		readonly message?: string;
		readonly name: string;
		readonly assertionResults: readonly {readonly fullName: string; readonly status: string}[];
	}[];
}

/** Runs test files in a copy: the first test that is red, undefined where all are green. */
const redTest = async (where: string, tests: readonly string[]): Promise<string | undefined> => {
	const output = path.join(where, 'report.json');
	const files = tests.map(name => `test/${name}.test.ts`);
	rmSync(output, {force: true});
	const vitest = spawn(
		process.execPath,
		[
			path.join(root, 'node_modules/vitest/vitest.mjs'),
			'run',
			'--bail=1',
			'--reporter=json',
			`--outputFile=${output}`,
			'--no-file-parallelism',
			...files,
		],
		{
			cwd: where,
			stdio: 'ignore',
			// A breakage that hangs is a breakage that was noticed
			timeout: 120_000,
			env: {...process.env, SLACK_IM_PROPERTY_RUNS: process.env['SLACK_IM_PROPERTY_RUNS'] ?? '1000'},
		},
	);
	const [code] = await once(vitest, 'exit');
	if (code === 0) return undefined;
	if (!existsSync(output)) return 'no test came to its end';
	const {testResults}: Report = JSON.parse(readFileSync(output, 'utf8'));
	const red = testResults.flatMap(({assertionResults}) => assertionResults).find(({status}) => status === 'failed');
	return red?.fullName.trim() ?? testResults.find(({message}) => message)?.message ?? 'a test file could not be loaded';
};

interface Finding {
	readonly mutant: Mutant;
	readonly red?: string;
	/** Why the breakage could not be made. */
	readonly stale?: string;
}

const tryOut = async (mutant: Mutant, where: string): Promise<Finding> => {
	const file = path.join(where, 'src', mutant.file);
	const original = readFileSync(file, 'utf8');
	const times = original.split(mutant.from).length - 1;
	if (times !== 1) return {mutant, stale: `its text is ${times} times in ${mutant.file}, not once`};
	writeFileSync(
		file,
		original.replace(mutant.from, () => mutant.to),
	);
	try {
		const red = await redTest(where, mutant.tests);
		return {mutant, ...(red !== undefined && {red})};
	} finally {
		writeFileSync(file, original);
	}
};

const short = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text.padEnd(length));

const tell = ({mutant: {breaks, file}, red, stale}: Finding): void => {
	const verdict =
		stale !== undefined
			? styleText('yellow', `STALE     ${stale}`)
			: red === undefined
				? styleText('red', 'SURVIVED')
				: `${styleText('green', 'red')}  ${short(red, 90)}`;
	console.log(`${short(breaks, 62)} ${short(file, 15)} ${verdict}`);
};

try {
	const wanted = mutants.filter(({breaks}) => breaks.includes(values.only));
	const places = Array.from({length: Number(values.parallel)}, (_, index) => copy(`copy${index}`));
	const unbroken = await redTest(places[0]!, [...new Set(wanted.flatMap(({tests}) => tests))]);
	if (unbroken !== undefined) throw new Error(`the tests are red before anything is broken: ${unbroken}`);

	const waiting = [...wanted];
	const findings: Finding[] = [];
	await Promise.all(
		places.map(async where => {
			for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
				const finding = await tryOut(mutant, where);
				findings.push(finding);
				tell(finding);
			}
		}),
	);
	const bad = findings.filter(({red}) => red === undefined);
	console.log(`\n${findings.length} breakages: ${findings.length - bad.length} turn a test red, ${bad.length} do not`);
	process.exitCode = bad.length > 0 ? 1 : 0;
} finally {
	rmSync(folder, {recursive: true, force: true});
}
