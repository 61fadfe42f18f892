import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync, watch, writeFileSync} from 'node:fs';
import path from 'node:path';

import {expect, onTestFinished, test} from 'vitest';

import {newFolder, type RunResult} from './harness/run.ts';
import {staff, world, type World} from './harness/world.ts';

const config = (options: string, attributes = ''): string => `source:
  token: "\${SLACK_BOT_TOKEN}"
targets:
  sales-demo:
    type: init-data
    file: "\${AGENTS_FILE}"
    slackIdAt: slackId
    activeAt: active
${options}    attributes:
      userId: "{{ email | local_part }}"
      email: "{{ email }}"
      name: "{{ name }}"
${attributes}`;

const git = (folder: string, ...args: string[]): string => execFileSync('git', args, {cwd: folder, encoding: 'utf8'}).trimEnd();

const isTemporary = (name: string | null): boolean => name?.endsWith('.tmp') ?? false;

interface Repository extends World {
	readonly bare: string;
	readonly clone: string;
	readonly file: string;
}

/** Two people in Slack, an empty file in a clone, and the repository that it is pushed to. */
const repository = async (): Promise<Repository> => {
	const [bare, clone] = [newFolder(), newFolder()];
	rmSync(path.join(bare, '.git'), {recursive: true});
	git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
	git(clone, 'init', '--quiet', '--initial-branch=main');
	git(clone, 'remote', 'add', 'origin', bare);
	const file = path.join(clone, 'agents.json');
	writeFileSync(file, '[]\n');
	git(clone, 'add', '.');
	git(clone, '-c', 'user.name=Hand', '-c', 'user.email=hand@example.com', 'commit', '--quiet', '-m', 'first');
	git(clone, 'push', '--quiet', '--set-upstream', 'origin', 'main');
	const options = '    git: {push: true, author: {name: Slack IM, email: slack-im@example.com}}\n';
	const started = await world({slack: {people: staff(2)}, config: config(options), env: {AGENTS_FILE: file}});
	return {...started, bare, clone, file};
};

/** What needs a person, and what became of the people. */
const told = ({stdout, junit}: RunResult) => ({
	problems: stdout.split('Needs a person:')[1]?.match(/^ {2}! /gm)?.length,
	people: junit()
		.cases.filter(({name}) => name.includes('@'))
		.map(({state}) => state),
});

test('a secret is refused before anything is read, unless the config says that everybody may know it', async () => {
	const file = path.join(newFolder({'agents.json': '[]\n'}), 'agents.json');
	const secret = '      password: {generate: true}\n';
	const {run, folder, slack} = await world({slack: {people: staff(1)}, config: config('', secret), env: {AGENTS_FILE: file}});
	const refused = await run(['sync']);
	expect(refused.exitCode, refused.stderr).toBe(2);
	expect(refused.stderr).toContain('targets.sales-demo.attributes.password');
	expect(refused.stderr).toContain('is a secret, and would be readable in');
	expect(refused.stderr).toContain('plaintext: true');
	expect(slack.requests).toEqual([]);

	writeFileSync(path.join(folder, 'slack-im.config.yaml'), config('    plaintext: true\n', secret));
	expect(await run(['sync'])).toMatchObject({exitCode: 0});
	expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([{userId: 'p001', password: expect.stringMatching(/^.{24}$/)}]);
});

test('a push that the server refuses is told once, with its words; its hook sees no token, and no person failed', async () => {
	const {bare, clone, run, env} = await repository();
	const hook = path.join(bare, 'hooks/pre-receive');
	writeFileSync(hook, '#!/bin/sh\nenv > seen-by-hook\necho "main is a protected branch here" >&2\nexit 1\n');
	chmodSync(hook, 0o755);
	const refused = await run(['sync']);
	expect(refused.exitCode, refused.stdout).toBe(5);
	expect(refused.stdout).toContain('could not be committed: origin refused the push to main: main is a protected branch here');
	expect(refused.stdout).toContain('set `git.branch` to a branch that it may push to');
	expect(told(refused)).toEqual({problems: 1, people: ['skipped', 'skipped']});
	const seen = readFileSync(path.join(bare, 'seen-by-hook'), 'utf8');
	expect(seen).toContain('PATH=');
	for (const secret of ['SLACK_BOT_TOKEN', 'SLACK_IM_INITIAL_PASSWORD'] as const) expect(seen).not.toContain(env[secret]);
	expect(git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');

	rmSync(hook);
	expect(await run(['sync'])).toMatchObject({exitCode: 0});
});

test.each<[string, string, number, RegExp]>([
	['our own signal follows: stopped', 'sleep 0.2; kill -TERM "$node"', 143, /^sales-demo +2 +stopped/m],
	['nothing follows: the target failed', 'true', 5, /^sales-demo +2 +(?!stopped)/m],
])('a push that is ended by a signal, and %s', async (_, after, exitCode, said) => {
	const {bare, run, env} = await repository();
	const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim();
	// A build server ends the children first
	const bin = newFolder({
		git: `#!/bin/sh\ncase " $* " in *" push "*) node=$PPID; (${after}) > /dev/null 2>&1 & kill -TERM $$ ;; esac\nexec ${real} "$@"\n`,
	});
	chmodSync(path.join(bin, 'git'), 0o755);
	const result = await run(['sync'], {env: {PATH: `${bin}:${env['PATH'] ?? process.env['PATH']}`}});
	expect(result.exitCode, result.stdout + result.stderr).toBe(exitCode);
	expect(result.stdout).toMatch(said);
	expect(git(bare, 'rev-list', '--count', 'main')).toBe('1');
});

test('a commit that the server takes back is not believed', async () => {
	const {bare, run} = await repository();
	const hook = path.join(bare, 'hooks/post-receive');
	writeFileSync(hook, '#!/bin/sh\ngit update-ref refs/heads/main refs/heads/main~1\n');
	chmodSync(hook, 0o755);
	const reverted = await run(['sync']);
	expect(reverted.exitCode, reverted.stdout).toBe(1);
	expect(told(reverted)).toEqual({problems: 1, people: ['failure', 'failure']});
	expect(reverted.stdout).toContain('the target answered as done, and does not show the new account');
});

test('a lock that a killed git left is named by a plan, and before anything is pushed', async () => {
	const {bare, clone, run} = await repository();
	const lock = path.join(clone, '.git/refs/remotes/origin/main.lock');
	writeFileSync(lock, '');
	utimesSync(lock, 1, 1);
	const planned = await run(['plan']);
	expect(planned.exitCode, planned.stderr).toBe(0);
	expect(planned.stdout.replace(/\s+/g, ' ')).toContain(`sales-demo: a run would be refused: ${lock} exists`);

	const refused = await run(['sync']);
	expect(refused.exitCode, refused.stdout).toBe(5);
	expect(refused.stdout.replace(/\s+/g, ' ')).toContain(`${lock} exists`);
	expect(refused.stdout.replace(/\s+/g, ' ')).toContain(`(rm "${lock}")`);
	expect(git(bare, 'rev-list', '--count', 'main')).toBe('1');
	rmSync(lock);
	expect(await run(['sync'])).toMatchObject({exitCode: 0});
	expect(git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
});

test('a run that is killed while it writes the file leaves nothing that a "git add" finds, and the next run comes to the end', async () => {
	const {bare, clone, file, run} = await repository();
	const killed = await run(['sync'], {
		onStart(child) {
			const watcher = watch(path.join(clone, '.git'), (_event, name) => void (isTemporary(name) && child.kill('SIGKILL')));
			onTestFinished(() => watcher.close());
		},
	});
	expect(killed.signal, killed.stdout + killed.stderr).toBe('SIGKILL');
	expect(git(clone, 'status', '--porcelain')).not.toContain('??');
	// Of a process that is gone as well, but beside the file: where there was no .git folder then
	const {pid} = spawnSync(process.execPath, ['--version']);
	const left = path.join(clone, `.agents.json.${pid}.0123abcd.tmp`);
	writeFileSync(left, '[]');

	const next = await run(['sync']);
	expect(next.exitCode, next.stdout).toBe(0);
	expect(existsSync(left)).toBe(false);
	expect(readdirSync(path.join(clone, '.git')).filter(isTemporary)).toEqual([]);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(2);
	expect(git(bare, 'rev-list', '--count', 'main')).toBe('2');
	expect(git(clone, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
});
