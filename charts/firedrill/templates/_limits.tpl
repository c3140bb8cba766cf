{{/* An experiment's limits in whole seconds, or nothing where a variable stands for one: (dict "experiment" map "limit" "restore" "unless" "30s" "name" name). */}}
{{- define "firedrill.limit" -}}
{{- $text := get (.experiment.limits | default dict) .limit | default .unless | toString -}}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" $text -}}
{{- $unit := regexFind "(ms|s|m|h)$" $text -}}
{{- if and $number $unit (not (contains "$" $text)) -}}
{{- $factor := get (dict "ms" 0.001 "s" 1.0 "m" 60.0 "h" 3600.0) $unit -}}
{{- mulf (float64 $number) $factor | ceil | int -}}
{{- end -}}
{{- end -}}

{{/* The experiment as a map; what is no YAML is said here, and not by a Job next Tuesday. */}}
{{- define "firedrill.read" -}}
{{- if has .name (list "base" "config" "sweeper") -}}
{{- fail (printf "Cannot name an experiment %s: the chart has something of that name. Choose another." .name) -}}
{{- end -}}
{{- $read := fromYaml .file -}}
{{- if hasKey $read "Error" -}}
{{- fail (printf "Cannot read experiment %s: %s. Correct its file; firedrill validate says more." .name (get $read "Error")) -}}
{{- end -}}
{{- if ne (get $read "kind" | toString) "Experiment" -}}
{{- fail (printf "Cannot read experiment %s: its file does not say kind: Experiment. Give experiments.%s.file the text of an experiment: --set-file experiments.%s.file=<path>." .name .name .name) -}}
{{- end -}}
{{- toYaml $read -}}
{{- end -}}

{{/*
Seconds that a pod has between SIGTERM and SIGKILL: all faults may be taken out one after the other, each within limits.restore, and all of them
once more. Less than one restore is refused: the pod would go under a fault.
*/}}
{{- define "firedrill.grace" -}}
{{- $said := .spec.terminationGracePeriodSeconds -}}
{{- $restore := include "firedrill.limit" (dict "experiment" .read "limit" "restore" "unless" "30s") -}}
{{- if not $restore -}}
{{- if not $said -}}
{{- fail (printf "Cannot tell how long experiment %s may restore: limits.restore is a variable. Say experiments.%s.terminationGracePeriodSeconds." .name .name) -}}
{{- end -}}
{{- $said -}}
{{- else if not $said -}}
{{- add (mul 2 (int $restore) (max 1 (len (.read.faults | default list)))) 30 -}}
{{- else if le (int $said) (int $restore) -}}
{{- fail (printf "Cannot let experiment %s go after %d s: its limits.restore is %d s, and the pod would be killed under its fault. Raise experiments.%s.terminationGracePeriodSeconds, or leave it out." .name (int $said) (int $restore) .name) -}}
{{- else -}}
{{- $said -}}
{{- end -}}
{{- end -}}

{{/* Seconds after which a Job is ended, by a SIGTERM. Beside the limit: restoring twice, and ten minutes for preflight, baseline and recovery. */}}
{{- define "firedrill.deadline" -}}
{{- $said := .spec.activeDeadlineSeconds -}}
{{- $limit := include "firedrill.limit" (dict "experiment" .read "limit" "duration" "unless" "10m") -}}
{{- if not $limit -}}
{{- if not $said -}}
{{- fail (printf "Cannot tell how long experiment %s may run: limits.duration is a variable. Say experiments.%s.activeDeadlineSeconds." .name .name) -}}
{{- end -}}
{{- $said -}}
{{- else if not $said -}}
{{- add (int $limit) (int .grace) 600 -}}
{{- else if le (int $said) (int $limit) -}}
{{- fail (printf "Cannot end experiment %s after %d s: its limits.duration is %d s. Raise experiments.%s.activeDeadlineSeconds, or leave it out." .name (int $said) (int $limit) .name) -}}
{{- else -}}
{{- $said -}}
{{- end -}}
{{- end -}}

{{/* Seconds in which the faults of any experiment can be restored one after the other, a minute at least; where the limit is a variable, the grace that then has to be said. */}}
{{- define "firedrill.longest" -}}
{{- $longest := 60 -}}
{{- range $name, $spec := .Values.experiments -}}
{{- $read := include "firedrill.read" (dict "name" $name "file" $spec.file) | fromYaml -}}
{{- $restore := include "firedrill.limit" (dict "experiment" $read "limit" "restore" "unless" "30s") -}}
{{- if $restore -}}
{{- $longest = max $longest (mul (int $restore) (len ($read.faults | default list))) -}}
{{- else -}}
{{- $longest = max $longest (int $spec.terminationGracePeriodSeconds) -}}
{{- end -}}
{{- end -}}
{{- $longest -}}
{{- end -}}
