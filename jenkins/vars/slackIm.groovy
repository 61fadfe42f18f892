/**
Runs slack-im in any pipeline. slackIm.txt beside this file is the help.

The Pipeline engine may suspend it at each step: only text, numbers, lists and maps live longer than a step, and steps are called in loops and not in closures of Groovy's own.
*/
Map call(Map given = [:]) {
	Map settings = checked(given)
	return env.NODE_NAME ? here(settings) : elsewhere(settings)
}

/** On the agent that the pipeline has. */
Map here(Map settings) {
	if (!settings.approve) { return finish(settings, execute(settings, [settings.dryRun ? 'dry-run' : 'sync'])) }
	Map planned = plan(settings)
	if (isAsked(settings, planned)) { ask(planned) }
	return finish(settings, execute(settings, ['apply', planFile(settings)]))
}

/** Without an agent: takes one for each piece of work, and none while a person is asked. */
Map elsewhere(Map settings) {
	Map result = [:]
	if (!settings.approve) {
		node {
			checkout scm
			result = here(settings)
		}
		return result
	}
	Map planned = [:]
	String plan = planFile(settings)
	node {
		checkout scm
		planned = this.plan(settings)
		stash name: "slack-im-plan-$settings.label", includes: "$plan,$planned.stash"
	}
	if (isAsked(settings, planned)) { ask(planned) }
	node {
		checkout scm
		unstash "slack-im-plan-$settings.label"
		result = finish(settings, execute(settings, ['apply', plan]))
	}
	return result
}

/** Plans, shows what would happen, and ends the build where no plan could be made. */
Map plan(Map settings) {
	Map planned = execute(settings, ['plan', planFile(settings)])
	boolean isMade = planned.exitCode in [0, 1, 4]
	// A plan is no run: only one that could not be made counts
	show(settings, "$settings.reportDir-plan", !isMade)
	if (!isMade) { judge(settings, planned) }
	String before = currentBuild.description ? "$currentBuild.description; " : ''
	currentBuild.description = "$before$settings.label: $planned.plan"
	return planned
}

boolean isAsked(Map settings, Map planned) {
	if (planned.plan == 'nothing to do') { return false }
	return settings.approve == true || planned.withheld > 0
}

void ask(Map planned) {
	timeout(time: 8, unit: 'HOURS') {
		env.APPROVED_BY = input(message: "slack-im: $planned.plan. See the plan among the artifacts.", ok: 'Apply', submitter: env.SLACK_IM_APPROVERS ?: '', submitterParameter: 'APPROVED_BY')
	}
}

/** The reports, then the build's result. @return what the pipeline gets */
Map finish(Map settings, Map done) {
	show(settings, settings.reportDir, !settings.dryRun)
	judge(settings, done)
	return [exitCode: done.exitCode, changed: done.changed, failed: done.failed, withheld: done.withheld]
}

/** Shows the reports. Those of dry runs and plans are archived only: published, they would end the history of every case. */
void show(Map settings, String folder, boolean counts) {
	if (settings.junit && counts && fileExists("$folder/junit.xml")) { junit testResults: "$folder/junit.xml", skipMarkingBuildUnstable: settings.failOn == 'never' }
	String excludes = settings.archive ? '' : "$folder/run.json,$folder/report.html,$folder/plan.json"
	archiveArtifacts artifacts: "$folder/**", excludes: excludes, allowEmptyArchive: true
}

void judge(Map settings, Map done) {
	int code = done.exitCode
	if (code == 0) { return }
	String why = reason(code)
	if (settings.failOn == 'never') { echo "slack-im ended with exit code $code: $why" }
	else if (code == 1 || (code == 4 && settings.failOn == 'failure')) { unstable("slack-im ended with exit code $code: $why") }
	else { error("slack-im ended with exit code $code: $why") }
}

String reason(int code) {
	return [
		'1': 'single accounts failed or are in conflict',
		'2': 'the config or the call is wrong; see the line above',
		'3': 'Slack could not be read',
		'4': 'a guard withheld something; the report says how to allow it once',
		'5': 'a target could not be used',
		'70': 'a bug, or a report that could not be written',
		'126': 'node cannot be run on this agent',
		'127': 'the command was not found on this agent',
		'130': 'stopped by SIGINT',
		'137': 'killed by SIGKILL: Jenkins did that 5 s after an abort, or the machine was out of memory',
		'143': 'stopped by SIGTERM',
	].get("$code".toString()) ?: 'see the log'
}

// The process

String planFile(Map settings) { return "$settings.reportDir-plan/plan.json" }

/** Runs one command, and reads its report. */
Map execute(Map settings, List command) {
	String kind = command[0]
	String folder = kind == 'plan' ? "$settings.reportDir-plan" : settings.reportDir
	// Only this folder is ours: a report of an earlier build would be counted again
	dir(folder) { deleteDir() }
	String cli = fetch(settings)
	List words = []
	if (kind == 'apply') { words.addAll(['apply', '--approved']) }
	else { words.add(kind == 'plan' ? 'plan' : 'sync') }
	words.add("--report-dir=$folder".toString())
	if (settings.config) { words.add("--config=$settings.config".toString()) }
	if (kind != 'apply') {
		for (int i = 0; i < settings.targets.size(); i++) { words.add('--target=' + settings.targets[i]) }
		for (int i = 0; i < settings.allow.size(); i++) { words.add('--allow=' + settings.allow[i]) }
	}
	if (kind == 'dry-run') { words.add('--dry-run') }
	if (kind == 'plan') { words.add('--out=' + command[1]) }
	if (kind == 'sync' || kind == 'apply') { words.add('--lock-wait=' + settings.lockWait) }
	if (kind == 'apply') { words.add(command[1]) }
	else if (settings.apiUrl) { words.addAll(['--', settings.apiUrl]) }

	List bindings = []
	List variables = settings.credentials.keySet() as List
	for (int i = 0; i < variables.size(); i++) { bindings.add(string(credentialsId: settings.credentials[variables[i]], variable: variables[i])) }
	int code = 0
	boolean isOver = false
	try {
		withEnv(["SLACK_IM_CLI_FILE=$cli", "SLACK_IM_WORDS=${groovy.json.JsonOutput.toJson(words)}", "SLACK_IM_SCRIPT=${starter()}"]) {
			code = kind == 'sync' || kind == 'apply' ? alone(settings, bindings, "slack-im ${words[0]}") : authorised(bindings, "slack-im ${words[0]}")
		}
		isOver = true
	} finally {
		// Aborted: the report names who was written
		if (!isOver) { show(settings, folder, kind == 'sync' || kind == 'apply') }
	}
	Map found = summary(folder)
	found.exitCode = code
	found.stash = cli
	return found
}

/** Runs what writes under a lock of Jenkins (plugin Lockable Resources): slack-im's own is the machine's. */
int alone(Map settings, List bindings, String label) {
	if (settings.lock == false) { return authorised(bindings, label) }
	List names = []
	if (settings.lock instanceof String && settings.lock) { names.add(settings.lock) }
	else if (!settings.targets) { names.add('slack-im-all') }
	else { for (int i = 0; i < settings.targets.size(); i++) { names.add('slack-im-' + settings.targets[i]) } }
	Map wanted = [resource: names[0]]
	if (names.size() > 1) {
		wanted.extra = []
		for (int i = 1; i < names.size(); i++) { wanted.extra.add([resource: names[i]]) }
	}
	int code = 0
	boolean isLocked = false
	try {
		lock(wanted) {
			isLocked = true
			code = authorised(bindings, label)
		}
	} catch (NoSuchMethodError missing) {
		if (isLocked) { throw missing }
		if (settings.lock) { error('slackIm: lock needs the plugin Lockable Resources') }
		code = authorised(bindings, label)
	}
	return code
}

int authorised(List bindings, String label) {
	int code = 0
	withCredentials(bindings) { code = status(label) }
	return code
}

/** Runs the JavaScript of SLACK_IM_SCRIPT. What a person typed is in the environment only: neither a shell nor cmd's parser sees it. */
int status(String label) {
	// Untested on Windows
	return isUnix() ? sh(returnStatus: true, label: label, script: 'exec node -e "eval(process.env.SLACK_IM_SCRIPT)"') : bat(returnStatus: true, label: label, script: '@node -e "eval(process.env.SLACK_IM_SCRIPT)"')
}

String output(String label) {
	return isUnix() ? sh(returnStdout: true, label: label, script: 'exec node -e "eval(process.env.SLACK_IM_SCRIPT)"') : bat(returnStdout: true, label: label, script: '@node -e "eval(process.env.SLACK_IM_SCRIPT)"')
}

String starter() {
	return '''
		const fs = require("fs"), file = require("path").resolve(process.env.SLACK_IM_CLI_FILE);
		const stop = why => { console.error("slack-im: " + why); process.exit(2); };
		if (!fs.existsSync(file)) stop("there is no " + file + "; the setting cli says where slack-im is");
		if (fs.existsSync(file + ".sha256")) {
			const wanted = fs.readFileSync(file + ".sha256", "utf8").trim().split(" ")[0], sum = require("crypto").createHash("sha256").update(fs.readFileSync(file)).digest("hex");
			if (sum !== wanted) stop("the sha256 of " + file + " is " + sum + ", and " + file + ".sha256 says " + wanted);
		}
		process.argv.push(file, ...JSON.parse(process.env.SLACK_IM_WORDS));
		require(file);
	'''.trim()
}

/** @return where cli.cjs is; it is fetched where `cli` is an address, and where it is not named and not in the workspace */
String fetch(Map settings) {
	String folder = "$settings.reportDir-cli"
	if (settings.cli == 'cli.cjs' && !fileExists('cli.cjs')) {
		// Plugin: Copy Artifact
		copyArtifacts projectName: env.SLACK_IM_BUILD_JOB ?: '/slack-im-build', selector: lastSuccessful(), filter: 'cli.cjs,cli.cjs.sha256', target: folder
		return "$folder/cli.cjs"
	}
	if (!(settings.cli ==~ 'https?://.*')) { return settings.cli }
	String found = ''
	withEnv(["SLACK_IM_FOLDER=$folder", "SLACK_IM_FROM=$settings.cli", "SLACK_IM_SHA256=$settings.sha256", 'SLACK_IM_SCRIPT=' + '''
		const {createHash} = require("crypto"), fs = require("fs"), path = require("path"), {SLACK_IM_FOLDER: folder, SLACK_IM_FROM: from, SLACK_IM_SHA256: wanted} = process.env;
		const stop = why => { console.error("slack-im: " + why); process.exit(1); };
		const find = folder => fs.readdirSync(folder, {recursive: true}).map(name => path.join(folder, name)).find(name => path.basename(name) === "cli.cjs");
		(async () => {
			const answer = await fetch(from);
			if (!answer.ok) stop(from + " answered " + answer.status);
			const tarball = Buffer.from(await answer.arrayBuffer());
			const sum = createHash("sha256").update(tarball).digest("hex");
			if (sum !== wanted.toLowerCase()) stop("the sha256 of " + from + " is " + sum + ", not " + wanted);
			fs.rmSync(folder, {recursive: true, force: true});
			fs.mkdirSync(folder, {recursive: true});
			fs.writeFileSync(path.join(folder, "slack-im.tgz"), tarball);
			require("child_process").execFileSync("tar", ["-xzf", "slack-im.tgz"], {cwd: folder});
			console.log(find(folder) || stop("there is no cli.cjs in " + from));
		})().catch(error => stop(from + ": " + (error.cause || error).message));
	'''.trim()]) {
		found = output('Fetch slack-im').trim()
	}
	return found
}

/** What the report of a run says, in numbers and as a sentence. */
Map summary(String folder) {
	String line = ''
	if (fileExists("$folder/run.json")) {
		withEnv(["SLACK_IM_FOLDER=$folder", 'SLACK_IM_SCRIPT=' + '''
			const {targets} = JSON.parse(require("fs").readFileSync(process.env.SLACK_IM_FOLDER + "/run.json", "utf8"));
			const kinds = ["delete", "deactivate", "create", "reactivate", "update"];
			const all = targets.flatMap(({outcomes}) => outcomes).filter(({operation}) => kinds.includes(operation.kind));
			const count = (...wanted) => all.filter(({kind}) => wanted.includes(kind)).length;
			const open = all.filter(({kind}) => kind === "withheld" || kind === "not-run");
			const plan = kinds.map(kind => [open.filter(({operation}) => operation.kind === kind).length, kind]).filter(([count]) => count > 0);
			const conflicts = targets.reduce((sum, {conflicts}) => sum + conflicts.length, 0);
			console.log([count("done"), count("failed", "conflict") + conflicts, count("withheld"), plan.map(([count, kind]) => count + " to " + kind).join(", ") || "nothing to do"].join("|"));
		'''.trim()]) {
			line = output('Read the report').trim()
		}
	}
	List parts = line ? line.tokenize('|') : ['0', '0', '0', 'nothing to do']
	return [changed: parts[0] as int, failed: parts[1] as int, withheld: parts[2] as int, plan: parts[3]]
}

// The settings

Map defaults() {
	return [targets: [], apiUrl: '', config: '', cli: env.SLACK_IM_CLI ?: 'cli.cjs', sha256: '', credentials: [SLACK_BOT_TOKEN: 'slack-bot-token'], dryRun: false, approve: false, allow: [], lockWait: 600, lock: '', failOn: 'withheld', reportDir: '', junit: true, archive: true]
}

/** The settings with their defaults. Whatever is not as slackIm.txt says ends the build before anything runs. */
Map checked(Map given) {
	Map settings = defaults()
	List known = settings.keySet() as List
	List names = given.keySet() as List
	for (int i = 0; i < names.size(); i++) {
		String name = names[i]
		if (!(name in known)) { error("slackIm has no setting $name${nearest(name, known)}; it has ${known.join(', ')}") }
		if (given[name] == null) { continue }
		checkType(name, given[name], settings[name])
		settings[name] = given[name] instanceof CharSequence ? given[name].toString() : given[name]
	}
	if (!(settings.failOn in ['failure', 'withheld', 'never'])) { error("slackIm: failOn is 'failure', 'withheld' or 'never', not '$settings.failOn'") }
	if (settings.apiUrl && settings.approve) { error('slackIm: approve cannot be used with apiUrl: a plan is applied to the addresses of the config') }
	if (settings.dryRun && settings.approve) { error('slackIm: approve cannot be used with dryRun: a dry run writes nothing, so there is nothing to approve') }
	boolean isAddress = settings.cli ==~ 'https?://.*'
	if (isAddress && !(settings.sha256 ==~ '[0-9a-fA-F]{64}')) { error("slackIm: cli is an address, so sha256 is the 64 hexadecimal digits of the tarball's SHA-256") }
	if (!isAddress && settings.sha256) { error('slackIm: sha256 is for a cli that is an address; the path of a file has none') }
	List labels = []
	for (int i = 0; i < settings.targets.size(); i++) { labels.add(settings.targets[i].toString().replaceAll('[^A-Za-z0-9-]', '-')) }
	settings.label = labels ? labels.join('+') : 'all'
	if (!settings.reportDir) { settings.reportDir = "slack-im-reports/$settings.label".toString() }
	if (settings.reportDir.startsWith('/') || settings.reportDir.startsWith('.') || settings.reportDir.contains('..')) { error("slackIm: reportDir is a folder of its own below the workspace, as in 'slack-im-reports/dev-server', not '$settings.reportDir'") }
	return settings
}

void checkType(String name, Object value, Object standard) {
	if (name == 'approve' && value == 'withheld') { return }
	if (name == 'lock') {
		if (!(value instanceof Boolean || value instanceof CharSequence)) { error("slackIm: lock is true, false or the name of a resource, not '$value'") }
		return
	}
	if (standard instanceof Boolean && !(value instanceof Boolean)) { error("slackIm: $name is true or false, not '$value'") }
	if (standard instanceof Integer && !(value instanceof Integer)) { error("slackIm: $name is a number of seconds, as in 600, not '$value'") }
	if (standard instanceof CharSequence && !(value instanceof CharSequence)) { error("slackIm: $name is a text, not '$value'") }
	if (standard instanceof List) {
		if (!(value instanceof List)) { error("slackIm: $name is a list, as in ['$value'], not '$value'") }
		for (int i = 0; i < value.size(); i++) { if (!(value[i] instanceof CharSequence)) { error("slackIm: $name is a list of texts, and '${value[i]}' is none") } }
	}
	if (standard instanceof Map && !(value instanceof Map)) { error("slackIm: $name is a map of variables and ids of credentials, as in [SLACK_BOT_TOKEN: 'slack-bot-token'], not '$value'") }
}

/** The name that a wrong one is closest to, by the fewest letters to change. */
@NonCPS
String nearest(String name, List known) {
	String best = null
	int least = 4
	for (String other : known) {
		int[] row = new int[other.length() + 1]
		for (int k = 0; k <= other.length(); k++) { row[k] = k }
		for (int i = 1; i <= name.length(); i++) {
			int corner = row[0]
			row[0] = i
			for (int k = 1; k <= other.length(); k++) {
				int above = row[k]
				int cost = name.charAt(i - 1) == other.charAt(k - 1) ? 0 : 1
				row[k] = Math.min(Math.min(row[k] + 1, row[k - 1] + 1), corner + cost)
				corner = above
			}
		}
		if (row[other.length()] < least) {
			least = row[other.length()]
			best = other
		}
	}
	return best ? ", did you mean $best?" : ''
}
