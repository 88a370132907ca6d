"""Paths of interfaces."""

from django.urls import path

from interfaces.help_views import HelpRequests, SafetyChecks
from interfaces.views import (
    EvolutionDetail,
    EvolutionList,
    GoBack,
    InterfaceDetail,
    InterfaceList,
    InterfaceOfPerson,
    InterfaceSchema,
    PinInterface,
    RebuildInterface,
    UnpinInterface,
)

urlpatterns = [
    path("interfaces/", InterfaceList.as_view(), name="interfaces"),
    path("interfaces/<uuid:id>/", InterfaceDetail.as_view(), name="interface-version"),
    path("interface-evolution/<uuid:id>/", EvolutionDetail.as_view(), name="interface-change"),
    path("interface-evolution/", EvolutionList.as_view(), name="interface-evolution"),
    path("interface-schema/", InterfaceSchema.as_view(), name="interface-schema"),
    path("users/<uuid:id>/help-requests/", HelpRequests.as_view(), name="help-requests"),
    path("users/<uuid:id>/safety-checks/", SafetyChecks.as_view(), name="safety-checks"),
    path("users/<uuid:id>/interface/", InterfaceOfPerson.as_view(), name="interface"),
    path("users/<uuid:id>/interface/rebuild/", RebuildInterface.as_view(), name="rebuild-interface"),
    path("users/<uuid:id>/interface/pin/", PinInterface.as_view(), name="pin-interface"),
    path("users/<uuid:id>/interface/unpin/", UnpinInterface.as_view(), name="unpin-interface"),
    path("users/<uuid:id>/interface/back/", GoBack.as_view(), name="go-back"),
]
