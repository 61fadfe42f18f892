import {writeFileSync} from 'node:fs';
import path from 'node:path';

import {expect, test} from 'vitest';

import {world} from './harness/world.ts';

/** A config that says what it should not; BOT is no name of a secret, so only the config tells that it is one. */
const program = `
console.log('the log has', process.env.SLACK_BOT_TOKEN, process.env.BOT);
console.error('so has the other', process.env.BOT);
const bot = process.env.BOT ?? '';
process.stdout.write('in pieces ' + bot.slice(0, 9));
process.stdout.write(Buffer.from(bot.slice(9)));
process.stdout.write('\\n');
process.stderr.write(Buffer.from('as hex ' + bot + '\\n').toString('hex'), 'hex');
process.on('exit', () => {
	console.log('at the end', bot);
	process.stdout.end('the last ' + bot);
});
export default {
	source: {token: bot},
	targets: {own: {type: 'module', module: './own.mjs', match: ['email'], attributes: {email: '{{ email }}'}}},
};
`;

const target = `
console.log('a target loads', process.env.BOT);
export default () => {
	process.stderr.write('a target begins ' + process.env.BOT + '\\n');
	return {capabilities: {}, list: async () => []};
};
`;

const prepared = async () => {
	const {slack, folder, run} = await world({config: ''});
	writeFileSync(path.join(folder, 'slack-im.config.ts'), program);
	writeFileSync(path.join(folder, 'own.mjs'), target);
	return (args: readonly string[]) => run(args, {env: {BOT: slack.token}, secrets: [slack.token]});
};

test.each([
	['plan', /a target begins \[redacted\]\n/],
	['members', /so has/],
	['doctor', /so has/],
])('what a config that is a program prints goes out without secrets (%s)', async (command, said) => {
	const run = await prepared();
	const {stdout, stderr} = await run([command]);
	expect(stdout).toMatch(/^the log has \[redacted\] \[redacted\]\nin pieces \[redacted\]\n/);
	expect(stderr).toContain('so has the other [redacted]\nas hex [redacted]');
	expect(stdout).toMatch(/at the end \[redacted\]\nthe last \[redacted\]$/);
	expect(stderr).toMatch(said);
});

test('where the config ends the process or fails, what it printed is not lost', async () => {
	for (const more of ['process.exit(3);', "throw new Error('no');"]) {
		const {slack, folder, run} = await world({config: ''});
		writeFileSync(
			path.join(folder, 'slack-im.config.ts'),
			`console.log('held', process.env.SLACK_BOT_TOKEN);\nprocess.stdout.write('rest');\n${more}`,
		);
		const {stdout} = await run(['plan'], {secrets: [slack.token]});
		expect(stdout).toBe('held [redacted]\nrest');
	}
});
