import {execFileSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createSalesDemo, type SalesDemo} from '../src/index.ts';

let folder: string;
let demo: SalesDemo;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'sales-demo-'));
	demo = await createSalesDemo(folder);
});

afterEach(() => rm(folder, {recursive: true, force: true}));

const git = (...args: string[]): string =>
	execFileSync('git', ['-C', demo.folder, '-c', 'user.name=T', '-c', 'user.email=t@attic.example', ...args], {
		encoding: 'utf8',
		stdio: 'pipe',
	});

describe('the sales demo', () => {
	test('starts with one commit, pushed, and a clean work tree', async () => {
		expect(await demo.pushed()).toBe(await demo.local());
		expect(await demo.commits()).toEqual(['Keep the agents of the sales demo']);
		expect(await demo.status()).toBe('');
	});

	test('holds what a parser would change when it writes it back', async () => {
		const text = await demo.local();
		const parsed: unknown = JSON.parse(text);
		expect(JSON.stringify(parsed, null, 2)).not.toContain('12345678901234567890');
		expect(text).toContain('12345678901234567890');
		expect(parsed).toMatchObject({agents: [{userId: 'admin'}, {userId: 'demo-caller'}, {userId: 'kiosk', 'hand-kept': 'yes, since 2021'}]});
	});

	test('shows what was pushed, not what lies in the work tree', async () => {
		await writeFile(demo.file, '{"agents": []}\n');
		expect(await demo.pushed()).toContain('demo-caller');
		expect(await demo.status()).toContain('agents.json');
		git('commit', '--all', '--quiet', '--message', 'Empty it');
		expect(await demo.pushed()).toContain('demo-caller');
		git('push', '--quiet');
		expect(await demo.pushed()).toBe('{"agents": []}\n');
		expect(await demo.commits()).toEqual(['Empty it', 'Keep the agents of the sales demo']);
	});

	test('rejects a push after somebody else was faster', async () => {
		await demo.changeElsewhere(text => text.replace('Kiosk', 'Kiosk 2'));
		await demo.changeElsewhere(text => text.replace('Kiosk 2', 'Kiosk 3'), 'Again');
		expect(await demo.pushed()).toContain('Kiosk 3');
		expect(await demo.local()).not.toContain('Kiosk 3');
		await writeFile(demo.file, '{}\n');
		git('commit', '--all', '--quiet', '--message', 'Too late');
		expect(() => git('push', '--quiet')).toThrow(/rejected|fetch first|non-fast-forward/);
	});
});
