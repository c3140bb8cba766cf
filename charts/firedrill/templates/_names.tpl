{{/* Name of what belongs to (dict "root" $ "name" name). A CronJob has room for 52 characters; cut, two could become one. */}}
{{- define "firedrill.name" -}}
{{- $name := printf "%s-%s" .root.Release.Name .name -}}
{{- if gt (len $name) 52 -}}
{{- fail (printf "Cannot name %s: it has %d characters, and a CronJob has room for 52. Choose a shorter release or experiment name." $name (len $name)) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "firedrill.selector" -}}
app.kubernetes.io/name: firedrill
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "firedrill.labels" -}}
{{ include "firedrill.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "firedrill.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{- end -}}
{{- end -}}
{{- end -}}
