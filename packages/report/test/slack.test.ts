import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';

import {slackEscape, slackText, type SlackTextOptions} from '../src/index.ts';
import {arbitraryRun} from './arbitrary.ts';
import * as make from './builders.ts';

const {run, target, done, create, update, failed, withheld, tripped, noop, error, conflict, source} = make;
const textOf = (of: Parameters<typeof slackText>[0], options: SlackTextOptions = {}): string => [...slackText(of, options)].join('');

describe('the message to Slack', () => {
	test.each([
		[
			'a clean run is a summary and nothing more',
			run({targets: [target({outcomes: [done(create()), done(noop('b'))]}), target({name: 'demo'})]}),
			':white_check_mark: *slack-im sync* of Acme (4.3 s)\n• *dev-server*: 1 created, 1 unchanged\n• *demo*: no changes\n',
		],
		['a dry run says so', run({dryRun: true, targets: []}), ':white_check_mark: *slack-im sync* (dry run) of Acme (4.3 s)\n'],
		[
			'a check says that something would change',
			run({exitCode: 6, command: 'plan', dryRun: true, targets: []}),
			':white_check_mark: *slack-im plan* of Acme: something would change (4.3 s)\n',
		],
		[
			'a failure is told with what to do',
			run({exitCode: 1, targets: [target({outcomes: [failed(update(), {hint: 'shorten it'})]})]}),
			':warning: *slack-im sync* of Acme needs a person (4.3 s), exit code 1\n• *dev-server*: no changes; 1 failed\n*Needs a person*\n• *dev-server* ada@example.com: update failed: POST /users: 422 name is too long\n    → shorten it\n',
		],
		[
			'a tripped guard shows the option to paste',
			run({exitCode: 4, targets: [target({guards: [tripped()], outcomes: [withheld()]})]}),
			'• *dev-server* removals guard: 41 of 250 active accounts (16.4 %) would be deactivated or deleted, more than 25; to allow it once: --allow removals=41\n',
		],
		[
			'a target that is down is told',
			run({exitCode: 5, targets: [target({state: 'unusable', error: error()})]}),
			':x: *slack-im sync* of Acme could not do its work (4.3 s), exit code 5\n• *dev-server*: could not be used\n',
		],
		[
			'Slack unreadable is told',
			run({exitCode: 3, targets: [], source: source({error: error({kind: 'auth', message: 'invalid_auth'})})}),
			'• Slack could not be read: invalid_auth\n',
		],
	] as const)('%s', (_sentence, of, expected) => {
		expect(textOf(of)).toContain(expected);
	});

	test('of many problems the rest is a count, and it stays short', () => {
		const of = run({exitCode: 1, targets: [target({conflicts: Array.from({length: 30}, () => conflict({message: 'x'.repeat(5000)}))})]});
		expect(textOf(of)).toContain('• … and 22 more\n');
		expect(textOf(of).length).toBeLessThan(4000);
	});

	test.each([
		['a link is a link', 'https://ci.example/job/1?a=1&b=2', '<https://ci.example/job/1?a=1&amp;b=2|Report>\n'],
		['another scheme is none', 'javascript:alert(1)', undefined],
		['an address cannot close the link', 'https://x.example/|evil>@here', '<https://x.example/%7Cevil&gt;@\u{2060}here|Report>\n'],
	] as const)('%s', (_sentence, url, expected) => {
		expect(/<.*\n/.exec(textOf(run(), {url}))?.[0]).toBe(expected);
	});

	test.each([
		['markup is text', '<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
		['a mention is text', 'hi @here and @Everyone', 'hi @\u{2060}here and @\u{2060}Everyone'],
		['bold, struck and code are text', '*a* ~b~ `c`', '\u{2060}*a\u{2060}* \u{2060}~b\u{2060}~ \u{2060}`c\u{2060}`'],
		['an underscore inside a word stays', 'kim_lee _i_', 'kim_lee \u{2060}_i\u{2060}_'],
		['an e-mail and an option stay', 'kim_lee@example.com --allow removals=4', 'kim_lee@example.com --allow removals=4'],
	] as const)('%s', (_sentence, text, expected) => {
		expect(slackEscape(text)).toBe(expected);
	});

	test('nobody is mentioned and nothing linked, whatever a run holds', () => {
		fc.assert(
			fc.property(arbitraryRun, of => {
				const text = textOf(of);
				expect(text).not.toMatch(/[<>]|@(channel|here|everyone)\b|&(?!amp;|lt;|gt;)/i);
				expect(text.length).toBeLessThan(8000);
			}),
		);
	});
});
