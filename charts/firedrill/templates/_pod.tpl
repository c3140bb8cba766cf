{{/* What every pod of ours shares: (dict "root" $ "spec" values-of-one "account" name "grace" seconds "args" list), and where there are any: "experiments" and "config" names of ConfigMaps, "records" true. */}}
{{- define "firedrill.pod" -}}
{{- $values := .root.Values -}}
restartPolicy: Never
serviceAccountName: {{ .account }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .grace }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" }}
{{- with get $.spec $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- if not (kindIs "invalid" $values.runAsUser) }}
  runAsUser: {{ int $values.runAsUser }}
  runAsGroup: {{ int $values.runAsUser }}
  fsGroup: {{ int $values.runAsUser }}
  {{- end }}
  seccompProfile: { type: RuntimeDefault }
containers:
  - name: firedrill
    image: {{ include "firedrill.image" .root | quote }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    args: {{ toJson .args }}
    {{- if or .spec.env .spec.secrets }}
    env:
      {{- range $name, $value := .spec.env }}
      - name: {{ $name }}
        value: {{ $value | toString | quote }}
      {{- end }}
      {{- range $name, $from := .spec.secrets }}
      - name: {{ $name }}
        valueFrom: { secretKeyRef: { name: {{ $from.name }}, key: {{ $from.key }} } }
      {{- end }}
    {{- end }}
    resources:
      {{- toYaml $values.resources | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: { drop: [ALL] }
    volumeMounts:
      - { name: work, mountPath: /work }
      - { name: state, mountPath: /state }
      - { name: tmp, mountPath: /tmp }
      - { name: config, mountPath: /work/firedrill.config.yaml, subPath: firedrill.config.yaml, readOnly: true }
      {{- if .experiments }}
      - { name: experiments, mountPath: /work/experiments, readOnly: true }
      {{- end }}
      {{- if and .records $values.records.claim }}
      - { name: records, mountPath: /work/.firedrill }
      {{- end }}
{{- /* Without sizeLimit: the kubelet ends a pod that is over it within a second, under its fault. */}}
volumes:
  - { name: work, emptyDir: {} }
  - { name: state, emptyDir: {} }
  - { name: tmp, emptyDir: {} }
  - name: config
    configMap: { name: {{ .config | default (include "firedrill.name" (dict "root" .root "name" "config")) }} }
  {{- with .experiments }}
  - name: experiments
    configMap: { name: {{ . }} }
  {{- end }}
  {{- if and .records $values.records.claim }}
  - name: records
    persistentVolumeClaim: { claimName: {{ $values.records.claim }} }
  {{- end }}
{{- end -}}
