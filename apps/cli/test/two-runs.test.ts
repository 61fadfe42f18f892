import {expect, test} from 'vitest';

import {staff, world} from './harness/world.ts';

test('a second run on the same target is refused, exit 5, or waits; a plan takes no lock', async () => {
	const {devServer, run} = await world({slack: {people: staff(60)}, devServer: {latency: 300}});
	let begun: (() => void) | undefined;
	const applying = new Promise<void>(resolve => {
		begun = resolve;
	});
	const first = run(['sync', '--report-dir', 'first'], {onStderr: text => void (text.includes('applying') && begun?.())});
	await applying;
	const [refused, planned, waited] = await Promise.all([
		run(['sync', '--report-dir', 'second']),
		run(['plan', '--report-dir', 'third']),
		run(['sync', '--report-dir', 'fourth', '--lock-wait', '15']),
	]);
	expect(refused.exitCode).toBe(5);
	expect(refused.stdout).toContain('another run');
	expect(refused.stdout).toContain('--lock-wait');
	expect(planned.exitCode, planned.stderr).toBe(0);
	expect(waited.exitCode, waited.stderr).toBe(0);
	expect(waited.stderr).toContain('waiting for another run to end (process ');
	expect((await first).exitCode).toBe(0);
	expect(devServer.accounts()).toHaveLength(61);
});
