import {Command, Option} from 'clipanion';

import {ConfigCommand} from './base.ts';
import {fromOption, insecureHttpOption} from './options.ts';

export class MembersCommand extends ConfigCommand {
	static override paths = [['members']];
	static readonly exits = [0, 2, 3, 70, 130, 143] as const;
	static override usage = Command.Usage({
		description: 'lists who is in; with --all who is not, and why',
		details: "By the config's people; what single targets narrow is shown by slack-im explain.",
		examples: [
			['who is in', 'slack-im members'],
			['who is not, and why, for a spreadsheet', 'slack-im members --all --csv > members.csv'],
			['how many for each reason', 'slack-im members --all --jsonl | jq -r .reason | sort | uniq -c'],
		],
	});

	all = Option.Boolean('--all', false, {description: 'everybody, with the reason of those who are not in'});
	json = Option.Boolean('--json', false, {description: 'a JSON array'});
	jsonl = Option.Boolean('--jsonl', false, {description: 'one JSON object a line'});
	csv = Option.Boolean('--csv', false, {description: 'CSV with a header; formulas are escaped'});
	from = fromOption();
	insecureHttp = insecureHttpOption();

	async execute(): Promise<number> {
		const {listMembers} = await import('../work.ts');
		return listMembers(this);
	}
}
