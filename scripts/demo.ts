/**
Shows slack-im at work: a Slack workspace and three systems on this machine, synchronised by the built binary as Jenkins would run it. After each step every system is asked for what it holds, in its own way, and compared with what it should hold. Exits 1 on any difference.
*/
import {spawn} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {styleText} from 'node:util';

import {people, startSandbox, type SlackMember} from '@slack-im/sandbox';

import {systemsOf, type Held, type System} from './demo/systems.ts';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-demo-'));
const reports = path.join(root, 'reports/demo');
cpSync(path.join(root, 'scripts/demo/slack-im.config.yaml'), path.join(folder, 'slack-im.config.yaml'));
rmSync(reports, {recursive: true, force: true});

const sandbox = await startSandbox({folder: path.join(folder, 'sandbox')});
const {slack} = sandbox;
const systems = systemsOf(sandbox);
const differences: string[] = [];

const title = (text: string): void => console.log(`\n${styleText('bold', text)}\n`);
const check = (holds: boolean, what: string): void => {
	if (!holds) differences.push(what);
	console.log(holds ? styleText('green', `  ✓ ${what}`) : styleText('red', `  ✗ ${what}`));
};

/** Runs the binary as a process and shows what a person would see. */
const slackIm = async (name: string, ...args: string[]): Promise<number> => {
	console.log(styleText('dim', `$ slack-im ${args.join(' ')}`));
	const env = {
		PATH: process.env['PATH'],
		HOME: folder,
		SLACK_BOT_TOKEN: slack.token,
		SLACK_API_URL: slack.url,
		DEV_SERVER_URL: sandbox.devServer.url,
		MODEL_OFFICE_URL: sandbox.modelOffice.url,
		MODEL_OFFICE_TOKEN: sandbox.modelOffice.token,
		SALES_DEMO_FILE: sandbox.salesDemo.file,
		INITIAL_PASSWORD: 'correct horse battery staple',
	};
	const child = spawn(
		process.execPath,
		[path.join(root, 'apps/cli/dist/cli.cjs'), ...args, '--quiet', '--report-dir', path.join(reports, name)],
		{
			cwd: folder,
			env,
			stdio: ['ignore', 'inherit', 'inherit'],
		},
	);
	return new Promise(resolve => {
		child.once('exit', code => resolve(code ?? -1));
	});
};

/** Everybody who belongs into every system, in the sandbox's own words. */
const expected = new Map(people.filter(({kind}) => kind === 'person').map(({member}) => [member.id, true]));

/** A snapshot of every system. */
const look = async (): Promise<Map<System, {accounts: Map<string, Held>; rest: string; writes: number}>> =>
	new Map(
		await Promise.all(
			systems.map(
				async system => [system, {accounts: await system.accounts(), rest: await system.rest(), writes: await system.writes()}] as const,
			),
		),
	);

try {
	const start = await look();

	title(`1. A first sync: ${expected.size} of ${slack.members().length} members of the workspace are people who belong in`);
	check((await slackIm('1-first', 'sync')) === 0, 'exit code 0');
	const first = await look();
	for (const [{name}, {accounts, rest}] of first) {
		check(
			accounts.size === expected.size && [...accounts.values()].every(({slackId, active}) => active && expected.has(slackId)),
			`${name}: everybody has exactly one account, and nobody else has one`,
		);
		check(rest === [...start].find(([system]) => system.name === name)![1].rest, `${name}: what was there before is as it was`);
	}

	title('2. Again: nothing to do');
	check((await slackIm('2-again', 'sync')) === 0, 'exit code 0');
	for (const [system, {writes}] of await look()) check(writes === first.get(system)!.writes, `${system.name}: nothing was written`);

	title('3. In Slack somebody joins, somebody leaves, somebody has a new name and somebody a new address');
	const joiner: SlackMember = slack.join({name: '새 사람', email: 'new.person@attic.example'});
	slack.leave('U02ALAN001');
	slack.rename('U02MARIE01', {name: 'Marie Skłodowska-Curie'});
	slack.changeEmail('U02GRACE01', 'grace.hopper@attic.example');
	check((await slackIm('3-plan', 'plan', '--check')) === 6, 'slack-im plan --check: exit code 6, something would change');
	check((await slackIm('3-sync', 'sync')) === 0, 'exit code 0');
	for (const [system, {accounts, rest}] of await look()) {
		const {name} = system;
		const before = first.get(system)!;
		const changed = [...accounts]
			.filter(([id, account]) => JSON.stringify(before.accounts.get(id)) !== JSON.stringify(account))
			.map(([id]) => id);
		check(accounts.get(joiner.id)?.name === '새 사람', `${name}: the joiner has an account`);
		check(accounts.get('U02ALAN001')?.active === false, `${name}: the leaver's account is there, and inactive`);
		check(accounts.get('U02MARIE01')?.name === 'Marie Skłodowska-Curie', `${name}: the new name`);
		const grace = accounts.get('U02GRACE01');
		check(
			grace?.email === 'grace.hopper@attic.example' && (name === 'sales-demo' || grace.id === before.accounts.get('U02GRACE01')!.id),
			`${name}: the new address, on the same account`,
		);
		check(
			changed.toSorted().join() === [joiner.id, 'U02ALAN001', 'U02GRACE01', 'U02MARIE01'].toSorted().join() && rest === before.rest,
			`${name}: nothing else changed`,
		);
	}

	title(differences.length === 0 ? 'Everything is as it should be.' : `${differences.length} differences.`);
	console.log(
		`Reports of each step: ${path.relative(process.cwd(), reports)}/*/report.html, junit.xml, run.json\nThe config:           scripts/demo/slack-im.config.yaml`,
	);
} finally {
	await sandbox.close();
	rmSync(folder, {recursive: true, force: true});
}
process.exitCode = differences.length === 0 ? 0 : 1;
