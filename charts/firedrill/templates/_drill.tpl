{{/* A command on one experiment with its variables: (dict "command" "run" "name" name "spec" values-of-it). */}}
{{- define "firedrill.args" -}}
{{- $args := list .command (printf "experiments/%s.yaml" .name) -}}
{{- range $name, $value := .spec.vars }}{{ $args = concat $args (list "--var" (printf "%s=%s" $name (toString $value))) }}{{ end -}}
{{- toJson $args -}}
{{- end -}}

{{/* The spec of a drill's Job: (dict "root" $ "name" name "spec" values-of-it). */}}
{{- define "firedrill.drill" -}}
{{- $root := .root -}}
{{- $read := include "firedrill.read" (dict "name" .name "file" .spec.file) | fromYaml -}}
{{- $grace := include "firedrill.grace" (dict "name" .name "spec" .spec "read" $read) -}}
{{- $full := include "firedrill.name" (dict "root" $root "name" .name) -}}
{{- $args := include "firedrill.args" (dict "command" "run" "name" .name "spec" .spec) | fromJsonArray -}}
{{- if eq $root.Values.output "json" }}{{ $args = append $args "--json" }}{{ end -}}
# Never a second try: a drill that went wrong is looked at.
backoffLimit: 0
activeDeadlineSeconds: {{ include "firedrill.deadline" (dict "name" .name "spec" .spec "read" $read "grace" $grace) }}
template:
  metadata:
    labels:
      {{- include "firedrill.selector" $root | nindent 6 }}
      app.kubernetes.io/component: runner
      firedrill.dev/experiment: {{ .name }}
    annotations:
      # No faults in what takes faults out, and no move to another node under one.
      firedrill.dev/faults: none
      cluster-autoscaler.kubernetes.io/safe-to-evict: "false"
      karpenter.sh/do-not-disrupt: "true"
  spec:
    {{- include "firedrill.pod" (dict "root" $root "spec" .spec "account" $full "grace" $grace "args" $args "experiments" $full "records" true) | nindent 4 }}
{{- end -}}
