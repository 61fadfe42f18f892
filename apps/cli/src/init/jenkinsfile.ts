export interface JenkinsfileOptions {
	/** What the job needs to get slack-im from, as lines of a comment. */
	readonly needs: readonly string[];
}

/**
A declarative pipeline that runs `sync`, or with APPROVE plans, asks a person and applies, and publishes what came of it.

What a person types into a build reaches the shell as an environment variable and is expanded there, never by Groovy. The credentials are around the one step that needs them, so that a missing one cannot fail the build before anything is reported.
*/
export const jenkinsfile = ({needs}: JenkinsfileOptions): string => `// Keeps the accounts of internal systems in step with Slack.
//
${needs.map(line => `// ${line}\n`).join('')}//
// Jenkins needs: credentials of kind "Secret text" with the id slack-bot-token, and one for each further \${…} of slack-im.config.yaml.
// Every agent needs: Linux, and Node 22.21 or newer on the PATH.
// Parameters and the trigger take effect after the job's first run.

pipeline {
	agent none

	parameters {
		string(name: 'TARGETS', defaultValue: '', description: 'Only these targets of the config, by name, separated by spaces. Empty: all.')
		booleanParam(name: 'DRY_RUN', defaultValue: false, description: 'Only say what would be done.')
		string(name: 'ALLOW', defaultValue: '', description: 'Lets guards pass once, as their message says: removals=12, or dev-server:removals=12 with several targets.')
		string(name: 'API_URL', defaultValue: '', description: 'With one name in TARGETS: another address of that target, on a host that its config allows.')
		booleanParam(name: 'APPROVE', defaultValue: false, description: 'Plan, ask a person, and write only then.')
		string(name: 'LOCK_WAIT', defaultValue: '600', description: 'Seconds to wait for another run on the same machine.')
	}

	triggers {
		cron('TZ=Asia/Seoul\\nH 6 * * *')
	}

	environment {
		// true: a build of the timer synchronises the targets whose \`schedule\` has come since the last good one. The trigger is then 'H/15 * * * *'.
		BY_SCHEDULE = 'false'
		// Artifacts are readable by everybody with Job/Read. false: run.json and report.html, which name people, are not archived.
		ARCHIVE_PEOPLE = 'true'
		// Who may approve, as in 'kim,ops-team'. Empty: everybody who may build.
		APPROVERS = ''
		// Who gets a mail where slack-im itself could not report. Empty: no one.
		MAIL_TO = ''
	}

	options {
		skipDefaultCheckout()
		disableConcurrentBuilds()
		buildDiscarder(logRotator(daysToKeepStr: '60', artifactNumToKeepStr: '20'))
	}

	stages {
		stage('Check') {
			steps {
				script {
					if (params.APPROVE && params.API_URL) { error('APPROVE cannot be used with API_URL: a plan is applied to the addresses of the config') }
					if (params.APPROVE && params.DRY_RUN) { error('APPROVE cannot be used with DRY_RUN: a dry run writes nothing, so there is nothing to approve') }
				}
			}
		}

		stage('Sync') {
			when {
				beforeAgent true
				expression { !params.APPROVE }
			}
			agent any
			steps {
				script { prepare() }
				timeout(time: 1, unit: 'HOURS') {
					script {
						int code = execute('sync')
						Map found = summary('reports')
						env.SLACK_IM_CODE = "$code"
						env.SLACK_IM_COUNTS = params.DRY_RUN || found.idle ? 'false' : 'true'
						if (found.idle) {
							currentBuild.result = 'NOT_BUILT'
							currentBuild.description = 'nothing was due'
						} else if (params.DRY_RUN) { currentBuild.description = "dry run: $found.plan" }
						else if (found.withheld > 0) { currentBuild.description = "$found.withheld withheld" }
						judge(code)
					}
				}
			}
			post {
				always { script { publish('reports', env.SLACK_IM_COUNTS != 'false') } }
				cleanup { deleteDir() }
			}
		}

		stage('Plan') {
			when {
				beforeAgent true
				expression { params.APPROVE }
			}
			agent any
			steps {
				script { prepare() }
				timeout(time: 1, unit: 'HOURS') {
					script {
						int code = execute('plan')
						Map found = summary('plan')
						env.SLACK_IM_CODE = "$code"
						// A plan is no run: only one that could not be made counts
						env.SLACK_IM_COUNTS = code in [0, 1, 4] ? 'false' : 'true'
						env.SLACK_IM_QUESTION = found.plan
						currentBuild.description = found.plan
						if (!(code in [0, 1, 4])) { judge(code) }
						stash name: 'slack-im-plan', includes: 'plan/plan.json,cli.cjs,cli.cjs.sha256'
					}
				}
			}
			post {
				always { script { publish('plan', env.SLACK_IM_COUNTS == 'true') } }
				cleanup { deleteDir() }
			}
		}

		// Without an agent, and with its own time: while the question is open, no executor waits
		stage('Approve') {
			when { expression { params.APPROVE && env.SLACK_IM_QUESTION != 'nothing to do' } }
			steps {
				timeout(time: 8, unit: 'HOURS') {
					script {
						env.APPROVED_BY = input(message: "slack-im: $env.SLACK_IM_QUESTION. See the plan among the artifacts.", ok: 'Apply', submitter: env.APPROVERS, submitterParameter: 'APPROVED_BY')
					}
				}
			}
		}

		stage('Apply') {
			when {
				beforeAgent true
				expression { params.APPROVE }
			}
			agent any
			steps {
				script { prepare(false) }
				unstash 'slack-im-plan'
				timeout(time: 1, unit: 'HOURS') {
					script {
						int code = execute('apply')
						env.SLACK_IM_CODE = "$code"
						judge(code)
					}
				}
			}
			post {
				always { script { publish('reports', true) } }
				cleanup { deleteDir() }
			}
		}
	}

	post {
		unsuccessful { script { tell("$currentBuild.currentResult") } }
		fixed { script { tell('works again') } }
	}
}

/** A clean workspace with the config and with cli.cjs, whose sum is checked. */
void prepare(boolean fetches = true) {
	// A report of an earlier build would be counted again
	deleteDir()
	checkout scm
	if (!fetches) { return }
	timeout(time: 10, unit: 'MINUTES') {
		if (env.SLACK_IM_CLI) {
			sh 'cp "$SLACK_IM_CLI" cli.cjs; cp "$SLACK_IM_CLI.sha256" cli.cjs.sha256'
		} else if (!fileExists('cli.cjs')) {
			// Plugin: Copy Artifact
			copyArtifacts projectName: env.SLACK_IM_BUILD_JOB ?: 'slack-im-build', selector: lastSuccessful(), filter: 'cli.cjs,cli.cjs.sha256'
		}
		sh 'sha256sum -c cli.cjs.sha256'
	}
}

/** Runs slack-im. @return its exit code */
int execute(String command) {
	withEnv(["SLACK_IM_COMMAND=$command", "SLACK_IM_SINCE=\${since()}", "SLACK_IM_UNTIL=$currentBuild.startTimeInMillis"]) {
		withCredentials([
			string(credentialsId: 'slack-bot-token', variable: 'SLACK_BOT_TOKEN'),
			// string(credentialsId: 'dev-server-token', variable: 'DEV_SERVER_TOKEN'),
		]) {
			return sh(returnStatus: true, label: "slack-im $command", script: '''
				set -f
				set -- "$SLACK_IM_COMMAND"
				if [ "$SLACK_IM_COMMAND" = apply ]; then
					set -- apply --approved plan/plan.json
				else
					for name in \${TARGETS:-}; do set -- "$@" "--target=$name"; done
					for ceiling in \${ALLOW:-}; do set -- "$@" "--allow=$ceiling"; done
				fi
				if [ "$SLACK_IM_COMMAND" = plan ]; then set -- "$@" --report-dir=plan --out=plan/plan.json; else set -- "$@" "--lock-wait=\${LOCK_WAIT:-600}"; fi
				if [ "$SLACK_IM_COMMAND" = sync ]; then
					if [ "\${DRY_RUN:-}" = true ]; then set -- "$@" --dry-run; fi
					if [ -n "$SLACK_IM_SINCE" ]; then set -- "$@" "--due-since=$SLACK_IM_SINCE" "--due-until=$SLACK_IM_UNTIL"; fi
					if [ -n "\${API_URL:-}" ]; then set -- "$@" -- "$API_URL"; fi
				fi
				exec node cli.cjs "$@"
			''')
		}
	}
}

/** Since when schedules count: the start of the newest build of the timer after which nothing that was due is left to do. Empty: all targets. */
String since() {
	if (env.BY_SCHEDULE != 'true' || !currentBuild.getBuildCauses('hudson.triggers.TimerTrigger$TimerTriggerCause')) { return '' }
	for (def earlier = currentBuild.previousBuild; earlier != null; earlier = earlier.previousBuild) {
		String about = earlier.description ?: ''
		boolean isServed = earlier.result in ['SUCCESS', 'UNSTABLE'] || about.contains('withheld') || (earlier.result == 'NOT_BUILT' && about == 'nothing was due')
		if (isServed && earlier.getBuildCauses('hudson.triggers.TimerTrigger$TimerTriggerCause')) { return "$earlier.startTimeInMillis" }
	}
	return ''
}

/** What the run's own report says, as numbers and as a sentence. */
Map summary(String folder) {
	String line = fileExists("$folder/run.json") ? sh(returnStdout: true, label: 'Read the report', script: """#!/bin/sh
exec node -e '
const {targets, schedule} = JSON.parse(require("fs").readFileSync("$folder/run.json", "utf8"));
const kinds = ["delete", "deactivate", "create", "reactivate", "update"];
const all = targets.flatMap(({outcomes}) => outcomes).filter(({operation}) => kinds.includes(operation.kind));
const open = all.filter(({kind}) => kind === "withheld" || kind === "not-run");
const plan = kinds.map(kind => [open.filter(({operation}) => operation.kind === kind).length, kind]).filter(([count]) => count > 0);
console.log([all.filter(({kind}) => kind === "withheld").length, schedule && schedule.due.length === 0 ? "idle" : "due", plan.map(([count, kind]) => count + " to " + kind).join(", ") || "nothing to do"].join("\\\\t"));
'""").trim() : ''
	List parts = line ? line.tokenize('\\t') : ['0', 'due', 'nothing to do']
	return [withheld: parts[0] as int, idle: parts[1] == 'idle', plan: parts[2]]
}

/** What an exit code makes of the build. The report makes it UNSTABLE for 1: single accounts failed or are in conflict. */
void judge(int code) {
	if (code == 0) { return }
	if (code == 1) {
		if (env.SLACK_IM_COUNTS == 'false') { unstable('single accounts are in conflict; see the report among the artifacts') }
		return
	}
	String why = [
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
	error("slack-im ended with exit code $code: $why")
}

/** Shows the reports. Those of dry runs and plans are archived only: published, they would end the history of every case. */
void publish(String folder, boolean counts) {
	boolean isBad = currentBuild.currentResult in ['FAILURE', 'ABORTED']
	// Where a run never began, the reason is the last thing in the log
	if (isBad && !fileExists("$folder/junit.xml")) { return }
	if (counts) { junit testResults: "$folder/junit.xml", allowEmptyResults: isBad }
	archiveArtifacts artifacts: "$folder/**", excludes: env.ARCHIVE_PEOPLE == 'false' ? "$folder/run.json,$folder/report.html,$folder/plan.json" : '', allowEmptyArchive: isBad
}

/** slack-im's own \`notify\` speaks for every run that could report, exit codes 0 to 5; this is for all others. */
void tell(String what) {
	if (!env.MAIL_TO || currentBuild.currentResult == 'NOT_BUILT') { return }
	if (what != 'works again' && (env.SLACK_IM_CODE ?: '') in ['0', '1', '2', '3', '4', '5']) { return }
	// A mail server that is down must not change the result
	catchError(buildResult: 'SUCCESS', stageResult: 'SUCCESS') {
		mail to: env.MAIL_TO, subject: "$currentBuild.fullDisplayName: $what", body: "$env.BUILD_URL"
	}
}
`;
