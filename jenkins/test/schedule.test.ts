import {describe, expect, test} from 'vitest';

import {noJenkins, type Build, type BuildOptions} from './harness/runner.ts';
import {configOf, jenkinsfile, slackRefuses, world} from './harness/world.ts';

const scheduled = jenkinsfile().replace("BY_SCHEDULE = 'false'", "BY_SCHEDULE = 'true'").replace('H 6 * * *', 'H/15 * * * *');
const daily = '    schedule: {cron: "0 12 * * *", timezone: Asia/Seoul}\n';
const fortnightly = (from: string, timezone = 'Asia/Seoul'): string =>
	`    schedule: {cron: "0 12 * * 1", timezone: ${timezone}, every: 2 weeks, from: ${from}}\n`;
const seoul = (time: string): number => Date.parse(`${time}:00+09:00`);

/** The targets that a run synchronised; undefined where it did not run. */
const synchronised = (calls: string[][]): {since: boolean; until: boolean} => ({
	since: calls.some(words => words.some(word => word.startsWith('--due-since='))),
	until: calls.some(words => words.some(word => word.startsWith('--due-until='))),
});

/** A config, and builds of it at given times. */
const begin = async (config: string) => {
	const {run, file, calls, devServer, modelOffice, slack} = await world({config});
	const history = file('history.json', '[]');
	/** One build, and which systems were written or read in it. */
	const at = async (time: number, options: Partial<BuildOptions> = {}): Promise<Build & {reached: string[]}> => {
		const before = [devServer.requests.length, modelOffice.requests.length];
		const done = await run(scheduled, {cause: 'timer', history, now: time, ...options});
		const reached = [
			devServer.requests.length > before[0]! ? 'dev-server' : '',
			modelOffice.requests.length > before[1]! ? 'model-office' : '',
		].filter(Boolean);
		return {...done, reached};
	};
	return {at, calls, devServer, slack};
};

describe.skipIf(noJenkins)('one job for all, by schedule', () => {
	test('every tick is served: once after a success, again after a failure or an abort, whatever is run by hand between', async () => {
		const {at, calls, devServer, slack} = await begin(configOf({'dev-server': daily, 'model-office': '    schedule: manual\n'}));
		const first = await at(seoul('2026-11-23T11:45'));
		expect(first).toMatchObject({result: 'SUCCESS', reached: ['dev-server', 'model-office']});
		expect(synchronised(calls())).toEqual({since: false, until: false});

		const noon = await at(seoul('2026-11-23T12:00'));
		expect(noon.result, noon.log.join('\n')).toBe('SUCCESS');
		expect(noon.reached).toEqual(['dev-server']);
		expect(calls()).toEqual([
			['sync', '--lock-wait=600', `--due-since=${seoul('2026-11-23T11:45')}`, `--due-until=${seoul('2026-11-23T12:00')}`],
		]);

		const idle = await at(seoul('2026-11-23T12:15'));
		expect(idle).toMatchObject({result: 'NOT_BUILT', description: 'nothing was due', tests: null, reached: [], mails: []});

		// By hand: one target, and no window
		calls();
		expect(await at(seoul('2026-11-24T11:50'), {cause: 'user', parameters: {TARGETS: 'model-office'}})).toMatchObject({
			result: 'SUCCESS',
			reached: ['model-office'],
		});
		expect(synchronised(calls())).toEqual({since: false, until: false});

		// The tick of this noon fails, is aborted, and is served at last
		const mended = slack.faults.add(slackRefuses);
		expect((await at(seoul('2026-11-24T12:00'))).result).toBe('FAILURE');
		mended();
		devServer.faults.add({match: {method: 'GET'}, delay: 8000});
		expect(await at(seoul('2026-11-24T12:15'), {abortAt: 'config:', abortAfter: 0.5})).toMatchObject({result: 'ABORTED'});
		calls();
		const served = await at(seoul('2026-11-24T12:30'));
		expect(served).toMatchObject({result: 'SUCCESS', reached: ['dev-server']});
		expect(calls()[0]).toContain(`--due-since=${seoul('2026-11-23T12:15')}`);
		expect(await at(seoul('2026-11-24T12:45'))).toMatchObject({result: 'NOT_BUILT', reached: []});
	});

	test('what a guard withheld is not tried again every 15 minutes', async () => {
		const {at, slack} = await begin(configOf({'dev-server': daily, 'model-office': '    schedule: manual\n'}));
		await at(seoul('2026-11-23T11:45'));
		for (const id of ['U0STAFF001', 'U0STAFF002', 'U0STAFF003', 'U0STAFF004']) slack.leave(id);
		expect(await at(seoul('2026-11-23T12:00'))).toMatchObject({result: 'FAILURE', description: '4 withheld'});
		expect(await at(seoul('2026-11-23T12:15'))).toMatchObject({result: 'NOT_BUILT', reached: []});
	});

	test.each([
		['over the end of a year', fortnightly('2026-12-21'), ['2026-12-21T12:00+09:00', '2027-01-04T12:00+09:00'], '2026-12-28T12:00+09:00'],
		[
			'over the change to summer time',
			fortnightly('2026-03-16', 'Europe/Berlin'),
			['2026-03-16T12:00+01:00', '2026-03-30T12:00+02:00'],
			'2026-03-23T12:00+01:00',
		],
	])('every two weeks %s: served on its Monday, and not on the other', async (_, schedule, mondays, other) => {
		const {at} = await begin(configOf({'dev-server': '    schedule: manual\n', 'model-office': schedule}));
		const [first, second] = mondays.map(time => Date.parse(time.replace(/(\d\d:\d\d)(?=[+])/, '$1:00')));
		await at(first! - 900_000);
		expect(await at(first!)).toMatchObject({result: 'SUCCESS', reached: ['model-office']});
		const between = Date.parse(other.replace(/(\d\d:\d\d)(?=[+])/, '$1:00'));
		expect(await at(between)).toMatchObject({result: 'NOT_BUILT', reached: []});
		expect(await at(second! - 900_000)).toMatchObject({result: 'NOT_BUILT', reached: []});
		expect(await at(second!)).toMatchObject({result: 'SUCCESS', reached: ['model-office']});
	});
});
