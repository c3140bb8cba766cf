{{/* No fault needs to read secrets, or to give rights: (dict "name" name "rules" list). */}}
{{- define "firedrill.checkRules" -}}
{{- range .rules -}}
{{- range .resources -}}
{{- if has . (list "secrets" "roles" "rolebindings" "clusterroles" "clusterrolebindings" "serviceaccounts/token") -}}
{{- fail (printf "Cannot grant %s to %s: no drill needs that. Take it out of its access; firedrill rbac <file> prints what it needs." . $.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Whose rights are said, by name: the experiments, and the sweeper with what restoring each of them needs: (dict "access" list "clusterAccess" list). */}}
{{- define "firedrill.holders" -}}
{{- $holders := dict -}}
{{- $access := .Values.sweeper.access | default list -}}
{{- $clusterAccess := .Values.sweeper.clusterAccess | default list -}}
{{- range $name, $spec := .Values.experiments -}}
{{- $_ := set $holders $name (dict "access" ($spec.access | default list) "clusterAccess" ($spec.clusterAccess | default list)) -}}
{{- $restoring := $spec.restoring | default dict -}}
{{- $access = concat $access ($restoring.access | default list) -}}
{{- $clusterAccess = concat $clusterAccess ($restoring.clusterAccess | default list) -}}
{{- end -}}
{{- if .Values.sweeper.enabled }}{{ $_ := set $holders "sweeper" (dict "access" $access "clusterAccess" ($clusterAccess | uniq)) }}{{ end -}}
{{- toYaml $holders -}}
{{- end -}}

{{/* The rules of a list of access, by namespace, each rule once. */}}
{{- define "firedrill.byNamespace" -}}
{{- $rules := dict -}}
{{- range . -}}
{{- $_ := set $rules .namespace (concat (get $rules .namespace | default list) .rules | uniq) -}}
{{- end -}}
{{- toYaml $rules -}}
{{- end -}}

{{/* Where the sweeper looks: the namespaces in which it may restore. */}}
{{- define "firedrill.swept" -}}
{{- $holders := include "firedrill.holders" . | fromYaml -}}
{{- if $holders.sweeper -}}
{{- keys (include "firedrill.byNamespace" $holders.sweeper.access | fromYaml) | sortAlpha | toJson -}}
{{- else -}}
[]
{{- end -}}
{{- end -}}
