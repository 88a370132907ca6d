"""Paths of sessions."""

from django.urls import path

from conversations.views import ConversationDetail, ConversationList, MessageList

urlpatterns = [
    path("conversations/", ConversationList.as_view(), name="conversations"),
    path("conversations/<uuid:id>/", ConversationDetail.as_view(), name="conversation"),
    path("conversations/<uuid:id>/messages/", MessageList.as_view(), name="messages"),
]
